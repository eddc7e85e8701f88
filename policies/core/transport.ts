/** What a port of Kubernetes speaks below its application; routes are made of TCP alone. */

import { oneOf } from '../decode.ts';
import { untold } from './untold.ts';

export const transport = untold(oneOf('TCP', 'UDP', 'SCTP'), ['UDP', 'SCTP']);

/** TCP where nothing is said. */
export function isTcp({ protocol }: { readonly protocol?: string | undefined }): boolean {
  return (protocol ?? 'TCP') === 'TCP';
}
