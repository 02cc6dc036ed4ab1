import { createHash } from 'node:crypto';
import type { Rehearsal } from '@apps/server/rehearsal.ts';
import { copyRows, type Tx } from '@platform/database';

/** Tables of a case, with the columns that name rows of their own, and those that name the case. */
export const TABLES = [
  'case',
  'step',
  'process',
  'token',
  'task',
  'task_act',
  'document',
  'delivery',
  'attachment',
] as const;

export type Shape = Record<string, number>;

/** How many rows of each table one case has. */
export async function shapeOf(rehearsal: Rehearsal, caseId: string): Promise<Shape> {
  const shape: Shape = {};
  for (const table of TABLES) {
    const key = table === 'case' ? 'id' : 'case_id';
    const { rows } = await rehearsal.foundations.database.pool.query<{ count: number }>(
      `select count(*)::int as count from cases.${table} where ${key} = $1`,
      [caseId],
    );
    shape[table] = rows[0]?.count ?? 0;
  }
  return shape;
}

/**
 * Writes `count` cases that look like `pattern`, a real one: same rows, same sealed sizes, own ids, numbers, subjects and dates, spread over a year.
 * The applicant is sealed for its own place, since lists open it; forms and data keep the pattern's bytes, which nobody opens here.
 */
export async function seedCases(rehearsal: Rehearsal, pattern: string, count: number, prefix: string): Promise<void> {
  const { database, sealer } = rehearsal.foundations;
  await database.asPlatform.transaction(async (tx) => {
    await run(tx, `create temporary table seed (n int, id text, case_no text, applicant text, at text) on commit drop`);
    const now = rehearsal.foundations.clock.now().getTime();
    await copyRows(
      tx,
      { schema: 'pg_temp', table: 'seed', columns: ['n', 'id', 'case_no', 'applicant', 'at'] },
      (function* () {
        for (let n = 0; n < count; n += 1) {
          const id = uuidOf(prefix, n);
          const sealed = sealer.sealJson(
            { citizenId: '990000190001010000', name: '评测人员' },
            `cases.case:${id}:applicant`,
          );
          const at = new Date(now - ((n * 7_919) % (365 * 86_400)) * 1_000).toISOString();
          yield [String(n), id, `${prefix}-${n}`, `\\x${sealed.toString('hex')}`, at];
        }
      })(),
    );
    await run(tx, 'analyze seed');
    for (const table of TABLES) await run(tx, await cloneStatement(tx, table, pattern));
  });
}

/** Spread by a hash: copies written at once would otherwise stand side by side in every index, better than real ones do. */
function uuidOf(prefix: string, n: number): string {
  const hex = createHash('md5').update(`${prefix}-${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

async function cloneStatement(tx: Tx, table: string, pattern: string): Promise<string> {
  const { rows } = await tx.client.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'cases' and table_name = $1 order by ordinal_position`,
    [table],
  );
  const values = rows.map(({ name }) => `${valueOf(table, name)} as "${name}"`).join(', ');
  const names = rows.map(({ name }) => `"${name}"`).join(', ');
  const key = table === 'case' ? 'id' : 'case_id';
  return `insert into cases.${table} (${names}) select ${values} from seed s, cases.${table} t where t.${key} = '${pattern}'`;
}

/** Limits of copies are spread over ten days. */
const LATER_SECONDS = '(s.n * 7919 % 864000)';

/** What a column of a copy holds: its own where it names something, moved in time where it is an instant, else the pattern's. */
function valueOf(table: string, name: string): string {
  const own = `md5(s.id || t.id::text)::uuid`;
  if (table === 'case') {
    if (name === 'id') return 's.id::uuid';
    if (name === 'case_no') return 's.case_no';
    if (name === 'subject') return 'md5(s.id)';
    if (name === 'sealed_applicant') return 's.applicant::bytea';
    if (name === 'submitted_at' || name === 'created_at' || name === 'updated_at') return 's.at::timestamptz';
    return `t."${name}"`;
  }
  if (name === 'case_id') return 's.id::uuid';
  if (name === 'id') return own;
  if (table === 'delivery' && name === 'document_id') return `md5(s.id || t.document_id::text)::uuid`;
  // Numbers of seeded documents come behind those given, one kind after the other without meeting.
  if (table === 'document' && name === 'number') return 't.number + 1000000 + s.n * 10';
  if (table === 'document' && name === 'organisation') return `'seed:' || split_part(s.case_no, '-', 1)`;
  if (table === 'task' && name === 'work_order') return `(t.work_order + ${LATER_SECONDS} * 1000)`;
  if (table === 'task' && ['due_at', 'amber_from', 'statutory_due_at'].includes(name))
    return `(t."${name}" + ${LATER_SECONDS} * interval '1 second')`;
  if (table === 'attachment' && name === 'file') return 't."file"';
  return `t."${name}"`;
}

async function run(tx: Tx, statement: string): Promise<void> {
  await tx.client.query(statement);
}
