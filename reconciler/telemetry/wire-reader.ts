/** Protobuf's wire format, read in place: what nobody asks for is skipped without being decoded. */

const maxVarintBytes = 10;

/** A place in the bytes of one message. Reading past its end throws a RangeError. */
export class WireReader {
  readonly bytes: Buffer;
  #at: number;
  #end: number;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** The next field's tag: its number and wire type, as `tagOf` makes it. */
  tag(): number {
    const tag = this.varint();
    if (tag >>> 3 === 0) throw new RangeError('a field without a number');
    return tag;
  }

  /** As a number: above 2⁵³ it isn't exact, which no length, tag or enum is. */
  varint(): number {
    const first = this.bytes[this.#at];
    if (first !== undefined && first < 0x80 && this.#at < this.#end) {
      this.#at += 1;
      return first;
    }
    let value = 0;
    let factor = 1;
    for (let i = 0; i < maxVarintBytes; i++) {
      const byte = this.bytes[this.#advance(1)] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError('a number without end');
  }

  /** Where the eight bytes of a fixed64 or a double begin. */
  fixed64(): number {
    return this.#advance(8);
  }

  /**
   * Goes into the message, string or packed list that comes next, which then is all there is until `leave` is called with
   * what this returns.
   */
  enter(): number {
    const length = this.varint();
    const from = this.#advance(length);
    const outer = this.#end;
    this.#at = from;
    this.#end = from + length;
    return outer;
  }

  leave(outer: number): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  /** The same, to be read later. */
  nested(): WireReader {
    const length = this.varint();
    const from = this.#advance(length);
    return new WireReader(this.bytes, from, from + length);
  }

  /** The bytes that come next, not copied. */
  slice(): Buffer {
    const length = this.varint();
    const from = this.#advance(length);
    return this.bytes.subarray(from, from + length);
  }

  text(): string {
    return this.#string('utf8');
  }

  /** A text of ASCII, which all names in Envoy's stats are; cheaper than `text`. */
  ascii(): string {
    return this.#string('latin1');
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#advance(this.varint());
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw new RangeError(`wire type ${tag & 7}`);
    }
  }

  #string(encoding: 'utf8' | 'latin1'): string {
    const length = this.varint();
    const from = this.#advance(length);
    return this.bytes.toString(encoding, from, from + length);
  }

  #advance(length: number): number {
    const from = this.#at;
    if (length > this.#end - from) throw new RangeError('premature end');
    this.#at = from + length;
    return from;
  }
}

/** Of a field that is a message, a string or packed. */
export function nestedTag(field: number): number {
  return (field << 3) | 2;
}

export function fixed64Tag(field: number): number {
  return (field << 3) | 1;
}

export function varintTag(field: number): number {
  return field << 3;
}

/** The unsigned integer of eight bytes; above 2⁵³ it isn't exact. */
export function uint64At(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
