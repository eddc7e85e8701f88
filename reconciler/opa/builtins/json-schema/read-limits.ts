import type { Value } from '../value.ts';
import { fail } from './problem.ts';
import { isWhole, type Rational, rationalOf } from './rational.ts';
import { type Bounds, type CountName, keyword, wrongType } from './schema.ts';

export function readBounds(part: Value, draft: number): Bounds {
  const multipleOf = numberKeyword(part, 'multipleOf', () => wrongType('Number', 'multipleOf'));
  if (multipleOf !== null && multipleOf.numerator <= 0n) fail('multipleOf must be strictly greater than 0');
  const low = readPair(part, 'minimum', 'exclusiveMinimum', draft);
  const high = readPair(part, 'maximum', 'exclusiveMaximum', draft);
  return {
    multipleOf,
    minimum: low.bound,
    exclusiveMinimum: low.exclusive,
    maximum: high.bound,
    exclusiveMaximum: high.exclusive,
  };
}

/** In draft 4 the exclusive one is a flag of the other; later it is a number of its own. */
function readPair(
  part: Value,
  name: string,
  exclusiveName: string,
  draft: number,
): { readonly bound: Rational | null; readonly exclusive: Rational | null } {
  const bound = numberKeyword(part, name, () => fail(`${name} must be of a Number`));
  const value = keyword(part, exclusiveName);
  if (value === null) return { bound, exclusive: null };
  if (value.kind === 'boolean' && (draft === 4 || draft > 7)) {
    if (bound === null) fail(`${exclusiveName} cannot be used without ${name}`);
    return value.value ? { bound: null, exclusive: bound } : { bound, exclusive: null };
  }
  const expected = draft === 4 ? 'boolean' : draft > 7 ? 'boolean/number' : 'number';
  if (value.kind !== 'number' || draft === 4) return wrongType(expected, exclusiveName);
  return { bound, exclusive: rationalOf(value.text) };
}

function numberKeyword(part: Value, name: string, refuse: () => never): Rational | null {
  const value = keyword(part, name);
  if (value === null) return null;
  return (value.kind === 'number' ? rationalOf(value.text) : null) ?? refuse();
}

/** Two counts, of which the first is not to be above the second. */
export function readCounts(
  part: Value,
  names: readonly [CountName, CountName],
): Partial<Record<CountName, number | null>> {
  const [least, most] = names.map((name) => countKeyword(part, name));
  const isWrong = least !== null && most !== null && (least ?? 0) > (most ?? 0);
  // Of items nobody asks.
  if (isWrong && names[0] !== 'minItems') fail(`${names[0]} cannot be greater than ${names[1]}`);
  return { [names[0]]: least ?? null, [names[1]]: most ?? null };
}

function countKeyword(part: Value, name: string): number | null {
  const value = keyword(part, name);
  if (value === null) return null;
  const number = value.kind === 'number' ? rationalOf(value.text) : null;
  if (number === null || !isWhole(number) || (value.kind === 'number' && !/^-?\d+$/.test(value.text))) {
    return fail(`${name} must be of an integer`);
  }
  const count = Number(number.numerator / number.denominator);
  return count < 0 ? fail(`${name} must be greater than or equal to 0`) : count;
}
