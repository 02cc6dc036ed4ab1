import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What this simulator knows of one kind, by its number, in a file: what was before a restart is there after it. */
export type Book<T> = { find(no: string): T | undefined; all(): readonly T[]; put(one: T): void };

export function openBook<T>(file: string, numberOf: (one: T) => string): Book<T> {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T[]) : [];
  const known = new Map(before.map((one) => [numberOf(one), one]));
  return {
    find: (no) => known.get(no),
    all: () => [...known.values()],
    put(one) {
      known.set(numberOf(one), one);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify([...known.values()]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
