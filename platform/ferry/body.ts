import { copyLine, readCopyLine, type Value } from '@platform/sources';
import { ferryErrors } from './errors.ts';
import type { FerryPackage } from './package.ts';

/** One change on its way. `values` stand in the order of the line's columns; a deletion and a truncation have none. */
export type FerryChange = {
  /** Place of the line in the package's list. */
  readonly line: number;
  /** As in the Debezium envelope: create, update, delete, read, truncate. */
  readonly op: 'c' | 'u' | 'd' | 'r' | 't';
  readonly key: readonly string[];
  readonly values?: readonly Value[];
  /** Where it stood in the sender's stream, and when the source committed it. */
  readonly position: string;
  readonly at: Date;
};

/** Changes as lines of text COPY: line, op, position, instant, then the key's values and the row's. */
export function writeBody(changes: Iterable<FerryChange>): Buffer {
  const lines: string[] = [];
  for (const { line, op, key, values, position, at } of changes)
    lines.push(copyLine([String(line), op, position, at.toISOString(), ...key, ...(values ?? [])]));
  return Buffer.from(lines.join(''), 'utf8');
}

const OPS = new Set(['c', 'u', 'd', 'r', 't']);

/** The changes of a package, in their order. @throws ferry.altered when they are not what the header says: a defect of the sender */
export function readBody({ header, body }: Pick<FerryPackage, 'header' | 'body'>, file: string): FerryChange[] {
  const bad = (): Error => ferryErrors.altered({ file });
  const lines = header.lines ?? [];
  const counts = lines.map(() => 0);
  const changes: FerryChange[] = [];
  const text = body.toString('utf8');
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (end < 0) throw bad();
    const [place, op, position, at, ...values] = readCopyLine(text.slice(from, end));
    from = end + 1;
    const line = Number(place);
    const known = lines[line];
    if (!known || op === null || op === undefined || !OPS.has(op) || !position || !at) throw bad();
    counts[line] = (counts[line] as number) + 1;
    const hasKey = op !== 't';
    const hasValues = hasKey && op !== 'd';
    if (values.length !== (hasKey ? known.key.length : 0) + (hasValues ? known.columns.length : 0)) throw bad();
    const key = values.slice(0, hasKey ? known.key.length : 0);
    if (key.includes(null) || Number.isNaN(Date.parse(at))) throw bad();
    changes.push({
      line,
      op: op as FerryChange['op'],
      key: key as string[],
      ...(hasValues ? { values: values.slice(known.key.length) } : {}),
      position,
      at: new Date(at),
    });
  }
  if (lines.some((known, index) => known.changes !== counts[index])) throw bad();
  return changes;
}
