import { kindsOf, sameTexts } from '@platform/kernel';
import { instantArray, intArray, sql, textArray, uuidArray, type Sql, type Tx } from '@platform/database';
import type { CallRow } from './calls.ts';

/**
 * The statement that writes the batch and its calls, packed: durable with its transaction's commit, and unpacked soon after ({@link unpackCalls}). A call whose status is
 * below 400 was answered. With it, in the same statement (each costs more than what it does), its usage and the marks of batches before.
 */
export function insertBatch(batch: { id: string; at: Date }, calls: readonly CallRow[], usage: Sql, marks?: Sql): Sql {
  const { first, of } = kindsOf(calls, sameKind, kindOf);
  const answered = calls.reduce((sum, call) => (call.status < 400 ? sum + 1 : sum), 0);
  const kind = (value: (call: CallRow) => string | null): Buffer => textArray(first.map(value));
  return sql`
      with batch as (insert into interfaces.call_batch (id, at, calls) values (${batch.id}, ${batch.at}, ${answered})),
        used as (${usage})${marks ? sql`, marked as (${marks})` : sql``}
      insert into interfaces.call_pack (batch, interfaces, versions, modes, applications, organisations, providers, purposes, fields, grants, keys, outcomes,
        statuses, kinds, ids, ats, case_nos, subjects, row_counts, ms, traces)
      values (${batch.id}, ${kind((call) => call.interface)}::text[], ${kind((call) => call.version)}::text[], ${kind((call) => call.mode)}::text[],
        ${kind((call) => call.application)}::text[], ${kind((call) => call.organisation)}::text[], ${kind((call) => call.provider)}::text[],
        ${kind((call) => call.purpose)}::text[], ${kind((call) => arrayText(call.fields))}::text[], ${kind((call) => call.grant_id)}::text[],
        ${kind((call) => call.key_id)}::text[], ${kind((call) => call.outcome)}::text[], ${intArray(first.map((call) => call.status))}::int[],
        ${intArray(of)}::int[], ${uuidArray(calls.map((call) => call.id))}::uuid[], ${instantArray(calls.map((call) => call.at))}::timestamptz[],
        ${textArray(calls.map((call) => call.case_no))}::text[], ${textArray(calls.map((call) => call.subject))}::text[],
        ${intArray(calls.map((call) => call.row_count))}::int[], ${intArray(calls.map((call) => call.ms))}::int[],
        ${textArray(calls.map((call) => call.trace))}::text[])`;
}

const COMMON = [
  'interface',
  'version',
  'mode',
  'application',
  'organisation',
  'provider',
  'purpose',
  'grant_id',
  'key_id',
  'outcome',
  'status',
] as const;

const sameKind = (one: CallRow, other: CallRow): boolean =>
  COMMON.every((name) => one[name] === other[name]) && sameTexts(one.fields, other.fields);

/** What calls of one kind have in common, as one text. */
function kindOf(call: CallRow): string {
  return [...COMMON.map((name) => call[name]), ...call.fields].join('\u0000');
}

/** Texts as PostgreSQL writes an array of them: an array of arrays would have to be rectangular. */
export function arrayText(names: readonly string[]): string {
  return `{${names.map((name) => `"${name.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

/**
 * Unpacks the oldest batches, at most `most`: each call into a row of its own, in the transaction that takes the pack away, so exactly once.
 * Packs that another process has in hand are left to it.
 */
export async function unpackCalls(tx: Tx, most: number): Promise<{ packs: number; waiting: number }> {
  const taken = await tx.rows<{ no: bigint }>(
    sql`select no from interfaces.call_pack order by no limit ${most} for update skip locked`,
  );
  if (taken.length === 0) return { packs: 0, waiting: 0 };
  const numbers = taken.map(({ no }) => no);
  const [, { waiting }] = await Promise.all([
    tx.run(sql`
      with gone as (delete from interfaces.call_pack where no = any(${numbers}::bigint[]))
      insert into interfaces.call (id, at, interface, version, mode, application, organisation, provider, purpose, case_no, subject, fields, outcome,
        row_count, ms, status, trace, grant_id, key_id, batch)
      select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, subject, fields, outcome,
        row_count, ms, status, trace, grant_id, key_id, batch
      from interfaces.call_packed where pack = any(${numbers}::bigint[])`),
    tx.one<{ waiting: number }>(
      sql`select (coalesce(max(no), 0) - ${numbers.at(-1)}::bigint)::int as waiting from interfaces.call_pack`,
    ),
  ]);
  return { packs: numbers.length, waiting };
}
