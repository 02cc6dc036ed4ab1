import { readCopyLine, type Change, type PackedChanges, type Value } from '@platform/sources';
import type { LineBatch } from './line-batch.ts';

// What a lane carries: sections, each the changes of one line in their order. A plain row is a line of text COPY, all others are lines of JSON.

// Plain rows have the marks of packed changes, 1 to 3.
const OTHER = 4;

/** From which change on which transaction; `position` and `at` where its commit is known. */
export type Mark = { readonly from: number; readonly transaction: string; position?: string; at?: string };

type Head = { plan: string; count: number; marks: Mark[] };

/** The changes of one line in one lane while a batch gathers. */
export class SectionWriter {
  readonly plan: string;
  readonly lineId: string;
  readonly marks: Mark[] = [];
  #ops = Buffer.allocUnsafe(256);
  #lines = Buffer.allocUnsafe(16_384);
  #used = 0;
  count = 0;

  constructor(plan: string, lineId: string) {
    this.plan = plan;
    this.lineId = lineId;
  }

  /** How many changes of each transaction. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    this.marks.forEach(({ from, transaction }, place) => {
      const to = this.marks[place + 1]?.from ?? this.count;
      counts.set(transaction, (counts.get(transaction) ?? 0) + to - from);
    });
    return counts;
  }

  #add(op: number, transaction: string, bytes: number): number {
    if (this.marks.at(-1)?.transaction !== transaction) this.marks.push({ from: this.count, transaction });
    if (this.count === this.#ops.length) this.#ops = Buffer.concat([this.#ops], this.#ops.length * 2);
    if (this.#used + bytes > this.#lines.length)
      this.#lines = Buffer.concat([this.#lines], Math.max(this.#lines.length * 2, this.#used + bytes));
    this.#ops[this.count++] = op;
    const at = this.#used;
    this.#used += bytes;
    return at;
  }

  /** Row `index` of packed changes, as it is. */
  packed({ ops, starts, bytes }: PackedChanges, index: number, transaction: string): void {
    const from = starts[index] as number;
    const to = starts[index + 1] as number;
    const at = this.#add(ops[index] as number, transaction, to - from);
    bytes.copy(this.#lines, at, from, to);
  }

  change(change: Change, transaction: string): void {
    const line = `${JSON.stringify(plainOf(change))}\n`;
    const bytes = Buffer.byteLength(line);
    const at = this.#add(OTHER, transaction, bytes);
    this.#lines.write(line, at, 'utf8');
  }

  /** Only those changes for which `keep` says so. */
  filtered(keep: (transaction: string) => boolean): SectionWriter {
    const kept = new SectionWriter(this.plan, this.lineId);
    let at = 0;
    let mark = -1;
    for (let index = 0; index < this.count; index += 1) {
      while (this.marks[mark + 1] !== undefined && (this.marks[mark + 1] as Mark).from <= index) mark += 1;
      const end = this.#lines.indexOf(10, at) + 1;
      const { transaction } = this.marks[mark] as Mark;
      if (keep(transaction)) {
        const place = kept.#add(this.#ops[index] as number, transaction, end - at);
        this.#lines.copy(kept.#lines, place, at, end);
      }
      at = end;
    }
    return kept;
  }

  encode(): Buffer {
    const head = Buffer.from(
      JSON.stringify({ plan: this.plan, count: this.count, marks: this.marks } satisfies Head),
      'utf8',
    );
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32BE(head.length, 0);
    sizes.writeUInt32BE(this.#used, 4);
    return Buffer.concat([sizes, head, this.#ops.subarray(0, this.count), this.#lines.subarray(0, this.#used)]);
  }
}

export type Section = {
  readonly plan: string;
  readonly count: number;
  readonly marks: readonly Mark[];
  readonly ops: Buffer;
  readonly lines: Buffer;
};

export function readSections(body: Buffer): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < body.length; ) {
    const headLength = body.readUInt32BE(at);
    const linesLength = body.readUInt32BE(at + 4);
    at += 8;
    const { plan, count, marks } = JSON.parse(body.toString('utf8', at, at + headLength)) as Head;
    at += headLength;
    const ops = body.subarray(at, at + count);
    at += count;
    sections.push({ plan, count, marks, ops, lines: body.subarray(at, at + linesLength) });
    at += linesLength;
  }
  return sections;
}

/** Puts a section's changes into a line's batch, in their order. */
export function fillBatch(batch: LineBatch, { count, marks, ops, lines }: Section): void {
  const starts = new Uint32Array(count + 1);
  for (let index = 0; index < count; index += 1) starts[index + 1] = lines.indexOf(10, starts[index] as number) + 1;
  marks.forEach((mark, place) => {
    batch.begin(mark.transaction);
    const end = marks[place + 1]?.from ?? count;
    for (let index = mark.from; index < end; ) {
      if (ops[index] === OTHER) {
        const from = starts[index] as number;
        const to = starts[index + 1] as number;
        batch.addChange(changeOf(JSON.parse(lines.toString('utf8', from, to)) as PlainChange), to - from);
        index += 1;
        continue;
      }
      let run = index + 1;
      while (run < end && ops[run] !== OTHER) run += 1;
      batch.addPacked({ from: index, to: run, table: 0, ops, starts, bytes: lines });
      index = run;
    }
  });
}

/** JSON has no "not told": such values are null, and their places stand beside. */
type PlainRow = { v: readonly Value[]; u?: readonly number[] };
type PlainChange = { op: Change['op']; after?: PlainRow; before?: PlainRow };

function plainRow(values: readonly (Value | undefined)[]): PlainRow {
  const untold = values.flatMap((value, place) => (value === undefined ? [place] : []));
  return { v: values.map((value) => value ?? null), ...(untold.length > 0 ? { u: untold } : {}) };
}

function rowOf({ v, u }: PlainRow): (Value | undefined)[] {
  const values: (Value | undefined)[] = [...v];
  for (const place of u ?? []) values[place] = undefined;
  return values;
}

function plainOf(change: Change): PlainChange {
  return {
    op: change.op,
    ...('after' in change ? { after: plainRow(change.after) } : {}),
    ...('before' in change && change.before ? { before: plainRow(change.before) } : {}),
  };
}

function changeOf({ op, after, before }: PlainChange): Change {
  if (op === 'truncate') return { op, table: 0 };
  if (op === 'delete') return { op, table: 0, before: rowOf(before as PlainRow) };
  if (op === 'insert') return { op, table: 0, after: rowOf(after as PlainRow) as Value[] };
  return { op, table: 0, after: rowOf(after as PlainRow), ...(before ? { before: rowOf(before) } : {}) };
}

/** The values of a packed row. */
export function packedValues({ starts, bytes }: PackedChanges, index: number): Value[] {
  return readCopyLine(bytes.toString('utf8', starts[index] as number, (starts[index + 1] as number) - 1));
}
