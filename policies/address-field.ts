/** Fields that hold IP addresses and blocks. */

import { normalAddress, normalBlock } from './address.ts';
import { type Decoder, malformed, text } from './decode.ts';

export const ipAddress: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  return normalAddress(read) ?? malformed(at, `${JSON.stringify(read)} is no IP address`);
};

/** An address or a CIDR block, as a block whose host bits are 0. */
export const ipBlock: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  return normalBlock(read) ?? malformed(at, `${JSON.stringify(read)} is no IP block`, 'Write it like 10.0.0.0/8.');
};
