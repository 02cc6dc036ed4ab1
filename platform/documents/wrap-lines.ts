/** What does not begin a line, and what does not end one (GB/T 15834: 避头尾). */
const NEVER_FIRST = new Set('，。、；：？！）》」』】〉”’…—·,.;:?!)]}%');
const NEVER_LAST = new Set('（《「『【〈“‘([{¥');
const PART_OF_WORD = /[\p{Script=Latin}\p{N}_@.\-/]/u;

/**
 * Breaks a text into lines of at most `width`: between any two Chinese characters, between words of other scripts, and within a word only
 * where it is longer than a line. Line feeds of the text are kept. `widthOf` is asked character by character.
 */
export function wrapLines(text: string, width: number, widthOf: (character: string) => number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph([...paragraph.trimEnd()], width, widthOf));
}

function wrapParagraph(characters: readonly string[], width: number, widthOf: (one: string) => number): string[] {
  if (characters.length === 0) return [''];
  const lines: string[] = [];
  for (let start = 0; start < characters.length; ) {
    const end = endOfLine(characters, start, width, widthOf);
    lines.push(characters.slice(start, end).join('').trimEnd());
    start = end;
    while (characters[start] === ' ') start += 1;
  }
  return lines;
}

function endOfLine(
  characters: readonly string[],
  start: number,
  width: number,
  widthOf: (one: string) => number,
): number {
  let full = start;
  for (let used = 0; full < characters.length; full += 1) {
    used += widthOf(characters[full] as string);
    if (used > width && full > start) break;
  }
  if (full === characters.length) return full;
  for (let end = full; end > start; end -= 1)
    if (mayBreak(characters[end - 1] as string, characters[end] as string)) return end;
  return full;
}

function mayBreak(before: string, after: string): boolean {
  if (before === ' ' || after === ' ') return true;
  if (NEVER_FIRST.has(after) || NEVER_LAST.has(before)) return false;
  return !(PART_OF_WORD.test(before) && PART_OF_WORD.test(after));
}
