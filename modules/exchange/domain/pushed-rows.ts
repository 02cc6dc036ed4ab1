import { Type, type Static } from 'typebox';
import { Value as Check } from 'typebox/value';
import { jsonValue, parseExact } from '@platform/source-files';
import type { Value } from '@platform/sources';
import { pushErrors } from './push-errors.ts';

/** What stands before the rows: in JSON beside them, in NDJSON as the first line. */
const Heading = Type.Object(
  {
    batchId: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,100}$' }),
    sequence: Type.Optional(Type.Number({ minimum: 1, multipleOf: 1 })),
    acceptGap: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** A pushed row. `op` is upsert unless said; a deletion needs the key's columns only. */
export type PushedRow = { readonly op: 'upsert' | 'delete'; readonly values: Readonly<Record<string, Value>> };

export type PushedBatch = {
  readonly batchId: string;
  readonly sequence?: number;
  readonly acceptGap: boolean;
  readonly rows: readonly PushedRow[];
};

export const MOST_ROWS = 50_000;

/**
 * The batch in a request's body: `{batchId, sequence?, rows: [{op?, values}]}` as JSON, or as NDJSON with a line a row below the first.
 * Numbers are kept as they are written. @throws exchange.bad-push naming the row
 */
export function readPush(body: Buffer, form: 'json' | 'ndjson'): PushedBatch {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw pushErrors.badPush({ where: 'UTF-8' });
  }
  if (form === 'ndjson') {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return batchOf(
      parsed(lines[0] ?? '', 'line 1'),
      lines.slice(1).map((line, index) => parsed(line, `line ${index + 2}`)),
    );
  }
  const whole = parsed(text, 'JSON');
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) throw pushErrors.badPush({ where: 'JSON' });
  const { rows, ...heading } = whole as Record<string, unknown>;
  if (!Array.isArray(rows)) throw pushErrors.badPush({ where: 'rows' });
  return batchOf(heading, rows);
}

function parsed(text: string, where: string): unknown {
  try {
    return parseExact(text);
  } catch {
    throw pushErrors.badPush({ where });
  }
}

function batchOf(given: unknown, rows: readonly unknown[]): PushedBatch {
  // Only the heading's own numbers are wanted as numbers.
  const heading: unknown = JSON.parse(JSON.stringify(given) ?? 'null');
  if (!Check.Check(Heading, heading)) {
    const first = [...Check.Errors(Heading, heading)][0] as { instancePath?: string } | undefined;
    throw pushErrors.badPush({ where: first?.instancePath || 'batchId' });
  }
  if (rows.length === 0 || rows.length > MOST_ROWS) throw pushErrors.badPush({ where: `rows: 1–${MOST_ROWS}` });
  const { batchId, sequence, acceptGap }: Static<typeof Heading> = heading;
  return {
    batchId,
    acceptGap: acceptGap ?? false,
    ...(sequence === undefined ? {} : { sequence }),
    rows: rows.map((row, index) => rowOf(row, index + 1)),
  };
}

function rowOf(row: unknown, no: number): PushedRow {
  const bad = (): Error => pushErrors.badPush({ where: `row ${no}` });
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw bad();
  const { op = 'upsert', values, ...rest } = row as Record<string, unknown>;
  if ((op !== 'upsert' && op !== 'delete') || Object.keys(rest).length > 0) throw bad();
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw bad();
  const entries = Object.entries(values);
  if (entries.length === 0 || entries.length > 1_000) throw bad();
  return { op, values: Object.fromEntries(entries.map(([name, value]) => [name, jsonValue(value)])) };
}
