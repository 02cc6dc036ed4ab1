import { isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { PackFault } from './faults.ts';

/** Where a value stands in a file. */
export type Path = readonly (string | number)[];

/** A parsed YAML or JSON file that knows the line of each of its values. */
export type SourceFile = {
  file: string;
  value: unknown;
  /** Faults of the syntax itself; with any, `value` is undefined. */
  faults: PackFault[];
  /** Line and column of the value at `path`, or of the nearest value above it. With `key`, of the field's name. */
  place(path: Path, key?: boolean): { line: number; column: number };
};

/** YAML's own messages come in English only; people learn the place and read the rest. */
const syntax = (message: string) => ({
  zh: `文件格式（YAML/JSON）有误：${message}`,
  en: `Not valid YAML/JSON: ${message}`,
});

/** Parses `text` as YAML 1.2 (of which JSON is a part). Dates stay text; 01 would be a number, so codes stand in quotes. */
export function parseSourceFile(file: string, text: string): SourceFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, version: '1.2', uniqueKeys: true, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = document.errors.map((error) => ({
    file,
    ...at(error.pos[0]),
    code: 'syntax',
    message: syntax(error.message),
  }));
  let value: unknown;
  if (faults.length === 0) {
    try {
      // A bound on aliases: a small file must not unfold into gigabytes.
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      faults.push({ file, line: 1, column: 1, code: 'syntax', message: syntax((error as Error).message) });
    }
  }
  return { file, value, faults, place: (path, key = false) => at(offsetOf(document, path, key)) };
}

function offsetOf(document: Document, path: Path, key: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (!isCollection(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyOf(item.key) === String(step));
      if (!pair) return offset;
      const last = index === path.length - 1;
      const next = startOf(pair.value);
      offset = (last && key) || next === undefined ? (startOf(pair.key) ?? offset) : next;
      node = pair.value;
    } else {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    }
  }
  return offset;
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
