import type { LocalText } from '@platform/kernel';

/** One thing wrong in a pack, at the place in the file where a person has to change something. */
export type PackFault = {
  /** As given to {@link loadPacks}: the packs folder, then the path inside it. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** Stable name of the kind of fault, as in `unknown-reference`. */
  code: string;
  message: LocalText;
  /** The same place as steps into the file's value, for an editor of its fields. */
  path?: readonly (string | number)[];
};

/** `packs/x/matters/y/matter.yaml:12:3 message`, which editors and terminals make clickable. */
export function formatFault(fault: PackFault, language: 'zh' | 'en' = 'en'): string {
  return `${fault.file}:${fault.line}:${fault.column} ${fault.message[language]}`;
}

/** Edits (insert, drop, replace, swap of neighbours) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    const above = rows[i - 1] as number[];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] as number) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] as number;
}

/** The known name that was probably meant, or undefined when none is near. */
export function didYouMean(wrong: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - wrong.length) >= bestDistance) continue;
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Adds “did you mean …” to a text, where something near is known. */
export function withHint(text: LocalText, wrong: string, known: Iterable<string>): LocalText {
  const names = [...known];
  const near = didYouMean(wrong, names);
  if (near !== undefined) return { zh: `${text.zh}；是否想写“${near}”？`, en: `${text.en}; did you mean "${near}"?` };
  if (names.length === 0) return { zh: `${text.zh}；目前没有任何已定义的名称`, en: `${text.en}; none is defined` };
  if (names.length > 12) return text;
  return { zh: `${text.zh}；已有：${names.join('、')}`, en: `${text.en}; known: ${names.join(', ')}` };
}
