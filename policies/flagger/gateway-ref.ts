/** The Gateway API's references, as Flagger hands them on. */

import { filledText, port, record, required, text } from '../decode.ts';

const target = { group: text, kind: text, namespace: text, name: required(filledText), port };

export const gatewayRef = record({ ...target, sectionName: filledText });

export const mirrorRef = record({ backendRef: required(record(target)) });
