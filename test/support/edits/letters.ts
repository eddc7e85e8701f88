/** The text with one letter or digit made another one of its kind; null where it has none. */
export function otherLetter(text: string, pick: (count: number) => number): string | null {
  const places = [...text.matchAll(/[A-Za-z0-9]/g)].map(({ index }) => index);
  const at = places[pick(places.length)];
  if (at === undefined) return null;
  const [first, size] = /\d/.test(text[at] ?? '') ? ['0', 10] : /[a-z]/.test(text[at] ?? '') ? ['a', 26] : ['A', 26];
  const [from, base] = [text.charCodeAt(at), first.charCodeAt(0)];
  const to = base + ((from - base + 1 + pick(size - 1)) % size);
  return text.slice(0, at) + String.fromCharCode(to) + text.slice(at + 1);
}
