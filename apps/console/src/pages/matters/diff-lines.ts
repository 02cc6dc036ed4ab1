export type DiffLine = { kind: 'same' | 'removed' | 'added' | 'gap'; text: string; at: string };

/** Lines kept around a change. */
const AROUND = 3;
/** Beyond this many lines that differ, all old ones are shown as removed and all new ones as added. */
const MOST = 1_500;

/** The lines that differ between two texts with a few around them; the longest common run of lines counts as the same. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = inner(a.slice(start, a.length - end), b.slice(start, b.length - end), start);
  const same = (text: string, index: number): DiffLine => ({ kind: 'same', text, at: `${index}` });
  const all = [
    ...a.slice(0, start).map(same),
    ...middle,
    ...a.slice(a.length - end).map((text, index) => same(text, a.length - end + index)),
  ];
  return withGaps(all);
}

function inner(a: readonly string[], b: readonly string[], from: number): DiffLine[] {
  const removed = (index: number): DiffLine => ({ kind: 'removed', text: a[index] as string, at: `a${from + index}` });
  const added = (index: number): DiffLine => ({ kind: 'added', text: b[index] as string, at: `b${from + index}` });
  if (a.length > MOST || b.length > MOST)
    return [...a.map((_, index) => removed(index)), ...b.map((_, index) => added(index))];
  // Longest common subsequence, from the end.
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i * width + j] =
        a[i] === b[j]
          ? (length[(i + 1) * width + j + 1] as number) + 1
          : Math.max(length[(i + 1) * width + j] as number, length[i * width + j + 1] as number);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] as string, at: `${from + i}` });
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && (length[(i + 1) * width + j] as number) >= (length[i * width + j + 1] as number))
    ) {
      lines.push(removed(i));
      i += 1;
    } else {
      lines.push(added(j));
      j += 1;
    }
  }
  return lines;
}

/** Long runs of the same lines become one line that says so. */
function withGaps(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return near[index - 1] === false ? [] : [{ kind: 'gap' as const, text: '…', at: `gap${index}` }];
  });
}
