/** Small fields that Flagger's kinds share. */

import { filledText, record, required, text } from '../decode.ts';
import { matching } from '../shapes.ts';

export const group = 'flagger.app';

/** Whole minutes and seconds. */
export const interval = matching(/^(?:\d+m(?:\d+s)?|\d+s|\d+ms)$/, 'a time', 'Write it like 30s or 1m.');

/** An object, of another namespace where one is named. */
export const crossReference = record({ apiVersion: text, kind: text, name: required(filledText), namespace: text });
