/** A part of a pattern: bytes that may stand there, and how many of them. */
type Part = { readonly bytes: Uint8Array; readonly least: number; readonly most: number };

const ATOM = /^(?:\[([^\]\\^]+)\]|(\\d)|([A-Za-z0-9_-]))(?:\{(\d+)(?:,(\d+))?\}|([+*?]))?/;

/**
 * Whether ASCII bytes fit a pattern, for the patterns that registers mostly have: classes, digits and letters in a row, each a fixed number of
 * times, the last perhaps any number. Undefined for all others, which are left to the engine of regular expressions.
 */
export function bytePattern(pattern: string): ((bytes: Uint8Array, from: number, to: number) => boolean) | undefined {
  if (!pattern.startsWith('^') || !pattern.endsWith('$')) return undefined;
  const parts: Part[] = [];
  for (let rest = pattern.slice(1, -1); rest !== ''; ) {
    const found = ATOM.exec(rest);
    if (!found) return undefined;
    const [whole, list, digit, letter, least, most, sign] = found;
    const bytes = list !== undefined ? classOf(list) : classOf(digit === undefined ? (letter as string) : '0-9');
    // What was before may be of any number only at the end: else one would have to try and go back.
    if (!bytes || parts.some((part) => part.least !== part.most)) return undefined;
    if (sign !== undefined)
      parts.push({ bytes, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY });
    else parts.push({ bytes, least: Number(least ?? 1), most: Number(most ?? least ?? 1) });
    rest = rest.slice(whole.length);
  }
  return (bytes, from, to) => {
    let at = from;
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index] as Part;
      let count = 0;
      while (count < part.most && at < to && part.bytes[bytes[at] as number] === 1) {
        at += 1;
        count += 1;
      }
      if (count < part.least) return false;
    }
    return at === to;
  };
}

function classOf(list: string): Uint8Array | undefined {
  const bytes = new Uint8Array(256);
  for (let index = 0; index < list.length; index += 1) {
    const from = list.charCodeAt(index);
    const ranged = list[index + 1] === '-' && index + 2 < list.length;
    const to = ranged ? list.charCodeAt(index + 2) : from;
    if (from < 0x20 || to > 0x7e || to < from) return undefined;
    bytes.fill(1, from, to + 1);
    if (ranged) index += 2;
  }
  return bytes;
}
