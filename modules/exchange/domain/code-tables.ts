import type { Standard } from '@platform/packs';

/** A code table ready for use: `codes` are the codes, `read` finds a code by itself, its names or its aliases. */
export type CodeTable = { codes: ReadonlySet<string>; read: ReadonlyMap<string, string> };

/** A code wins over a name, and a name over another code's alias. */
export function codeTable(standard: Standard): CodeTable {
  const read = new Map<string, string>();
  const put = (word: string, code: string): void => {
    if (!read.has(word)) read.set(word, code);
  };
  for (const { code } of standard.codes) put(code, code);
  for (const { code, name } of standard.codes) {
    put(name.zh, code);
    put(name.en, code);
  }
  for (const { code, aliases } of standard.codes) for (const alias of aliases ?? []) put(alias, code);
  return { codes: new Set(standard.codes.map(({ code }) => code)), read };
}
