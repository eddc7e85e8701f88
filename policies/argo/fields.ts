/** Small fields that the kinds of Argo Rollouts share. */

import { count, goDuration } from '../common-fields.ts';
import { filledText, freeText, record, required } from '../decode.ts';
import { either, matching } from '../shapes.ts';

export const group = 'argoproj.io';
export const versions: readonly string[] = ['v1alpha1'];

/** A text with a place for an argument, which is filled in when it is used. */
const templated = matching(/\{\{.*\}\}/s, 'a text with an argument');

export const duration = either(templated, goDuration);

/** Seconds, or a duration with its unit. */
export const pauseDuration = either(count, either(matching(/^\d+$/, 'seconds'), duration));

/** A number that may come from an argument. */
export const limit = either(templated, either(matching(/^\d+$/, 'a whole number'), count));

export const keyRef = record({ name: required(filledText), key: required(freeText) });
