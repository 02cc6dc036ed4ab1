import { maskValue } from '@platform/kernel';
import { jobHandler, type JobHandler } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { tellPages, type Own } from '../deps.ts';
import { FAULTS, type Fault } from '../domain/errors.ts';
import { hintsOf } from '../domain/hints.ts';
import { queryFaults, resultColumns, type QuerySides } from '../domain/query.ts';
import { sealPieces } from '../files/pieces.ts';
import { limitTime, runQuery } from '../store/lake.ts';
import { destroy, savePiece, saveSubjects } from '../store/packages.ts';
import { endQuery, findQuery, setRan, siblingsOf, type StoredQuery } from '../store/queries.ts';
import { codeName } from '../views/party-words.ts';
import type { StoredResult } from '../views/result.ts';
import { runQueryJob, TRIES } from './definitions.ts';
import { ensureGiven } from './views.ts';

/** How long a query may run; a setting of the database would end it too, but say it worse. */
export const SECONDS = 30;
/** Queries of one shape this near to each other are compared. */
const NEAR_MS = 30 * 86_400_000;

/** Runs a sandbox query inside, read-only, and keeps its result sealed for those who review it. */
export function runQueryHandler(deps: Own): JobHandler {
  return jobHandler(runQueryJob, async ({ id }, { attempt }) => {
    const asked = await deps.database.readOnce((tx) => findQuery(tx, id));
    if (asked?.state !== 'running') return;
    try {
      const fault = await answer(deps, asked);
      if (fault) await giveUp(deps, asked, fault);
    } catch (error) {
      // Stopped by its time limit.
      if ((error as { code?: unknown }).code === '57014') await giveUp(deps, asked, FAULTS.tookTooLong);
      else if (attempt < TRIES) throw error;
      else {
        deps.log.error({ module: 'deliveries', query: asked.no, error: error as Error }, 'a query broke');
        await giveUp(deps, asked, FAULTS.broke);
      }
    }
    tellPages(deps);
  });
}

async function giveUp(deps: Own, asked: StoredQuery, fault: Fault): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await endQuery(tx, asked.id, { state: 'failed', at: deps.clock.now(), fault });
    await destroy(tx, asked.id);
  });
}

/** The two sides of a stored query as grants and catalogue say now; undefined when a grant is not in force any more. */
export function sidesNow(deps: Pick<Own, 'grants' | 'catalogue'>, ids: readonly string[]): QuerySides | undefined {
  const sides = ids.map((id) => {
    const grant = deps.grants.byId(id);
    const resource = grant?.resource === undefined ? undefined : deps.catalogue.find(grant.resource);
    return grant && resource ? { resource, fields: grant.fields } : undefined;
  });
  const [a, b] = sides;
  if (!a || sides.some((side) => side === undefined)) return undefined;
  return { a, b };
}

async function answer(deps: Own, asked: StoredQuery): Promise<Fault | undefined> {
  const sides = sidesNow(deps, asked.grants);
  if (!sides) return FAULTS.grantEnded;
  if (queryFaults(asked.query, sides).length > 0) return FAULTS.entryChanged;
  for (const side of [sides.a, sides.b]) {
    if (side && !(await ensureGiven(deps, side.resource))) return FAULTS.notHere;
  }
  const columns = resultColumns(asked.query, sides);
  const { found, siblings } = await deps.database.read(async (tx) => {
    await limitTime(tx, SECONDS);
    const siblings = await siblingsOf(tx, asked, new Date(asked.asked_at.getTime() - NEAR_MS));
    return { found: await runQuery(tx, asked.query, sides), siblings };
  });
  // People read this: what a code stands for, where the code itself may be seen.
  const rows = found.rows.map((row) =>
    row.map((value, index) => {
      const column = columns[index];
      if (value === null || !column) return null;
      if (column.mask !== 'none') return maskValue(value, column.mask);
      return codeName(deps, column.codeTable, value)?.[asked.wanted.language] ?? value;
    }),
  );
  const hints = hintsOf(
    asked.query,
    sides,
    {
      columns,
      rows,
      ...(found.counts ? { counts: found.counts } : {}),
      ...(found.tops ? { tops: found.tops } : {}),
      cut: found.cut,
      subjects: new Set(found.subjects.flatMap(({ ids }) => ids)).size,
    },
    siblings,
  );
  const result: StoredResult = { rows, ...(found.counts ? { counts: found.counts } : {}), cut: found.cut };
  const at = deps.clock.now();
  await deps.database.transaction(async (tx) => {
    await destroy(tx, asked.id);
    await sealPieces(deps.sealer, asked.id, once(Buffer.from(JSON.stringify(result), 'utf8')), (no, sealed) =>
      savePiece(tx, asked.id, no, sealed),
    );
    let no = 0;
    for (const { resource, ids } of found.subjects) {
      for (let from = 0; from < ids.length; from += 5_000) {
        no += 1;
        const subjects = ids.slice(from, from + 5_000).map((id) => deps.blindIndex(id, SUBJECT));
        await saveSubjects(tx, asked.id, no, resource, subjects);
      }
    }
    if (!(await setRan(tx, asked.id, { columns, rows: rows.length, hints, at }))) {
      await destroy(tx, asked.id);
      return;
    }
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: 'deliveries' },
      action: 'deliveries.run-query',
      subject: `query:${asked.id}`,
      detail: { no: asked.no, rows: rows.length, hints: hints.map(({ code }) => code) },
      trace: asked.trace,
    });
  });
  return undefined;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
