import type { CopyBatch, Value } from './port.ts';

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};
const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };

/** One line of text COPY, with its \n. */
export function copyLine(values: readonly Value[]): string {
  let line = '';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (index > 0) line += '\t';
    if (value === null || value === undefined) line += '\\N';
    else
      line += /[\\\n\r\t\b\f\v]/.test(value)
        ? value.replace(/[\\\n\r\t\b\f\v]/g, (character) => ESCAPES[character] as string)
        : value;
  }
  return `${line}\n`;
}

export function copyBatch(rows: readonly (readonly Value[])[]): CopyBatch {
  let text = '';
  for (const row of rows) text += copyLine(row);
  return { bytes: Buffer.from(text, 'utf8'), rows: rows.length };
}

/** The values of one line without its \n. */
export function readCopyLine(line: string): Value[] {
  return line.split('\t').map((field) => {
    if (field === '\\N') return null;
    return field.includes('\\')
      ? field.replace(/\\(.)/gs, (_, character: string) => ESCAPED[character] ?? character)
      : field;
  });
}

/** The rows of a batch. For small ones and tests; bulk paths work on the bytes. */
export function readCopyBatch(batch: CopyBatch): Value[][] {
  const text = batch.bytes.toString('utf8');
  const rows: Value[][] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    rows.push(readCopyLine(text.slice(from, end)));
    from = end + 1;
  }
  return rows;
}
