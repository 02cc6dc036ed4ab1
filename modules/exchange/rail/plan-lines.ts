import { DomainError } from '@platform/kernel';
import type { SourceSession, TableName } from '@platform/sources';
import type { Fault, Line } from '../domain/line.ts';
import { listHeldColumns } from '../store/held.ts';
import { setLineShape } from '../store/lines.ts';
import { hasQuarantined } from '../store/quarantine.ts';
import { untold } from './capture-drift.ts';
import { faultOf } from './connection-faults.ts';
import type { RailDeps } from './deps.ts';
import { planLine, type LinePlan } from './line-plan.ts';

/** Plans of the lines that can run; the others are given to `hold` with what is wrong. @throws what is wrong with the connection as a whole */
export async function planLines(
  deps: RailDeps,
  session: SourceSession,
  lines: readonly Line[],
  hold: (line: Line, fault: Fault) => Promise<void>,
): Promise<LinePlan[]> {
  const { database, catalogue, table, settings, clock } = deps;
  const plans: LinePlan[] = [];
  await catalogue.refresh?.();
  for (const line of lines) {
    try {
      const shape = line.shape ?? (await session.shape(line.table));
      const resource = catalogue.resource(line.resource);
      const { held, quarantined } = await database.transaction(async (tx) => {
        if (!line.shape) await setLineShape(tx, line.id, shape);
        return { held: await listHeldColumns(tx, line.id), quarantined: await hasQuarantined(tx, line.id) };
      });
      // What a source's changes tell is the matter of how the table is now, whatever the line knew of its columns.
      const now = await session.shape(line.table);
      const plan = planLine({
        line: { ...line, shape },
        resource,
        shape: { ...shape, key: now.key, identity: now.identity },
        heldColumns: held.filter((one) => one.state === 'held').map((one) => one.column),
        quarantined,
        table,
        demo: settings.demo,
      });
      const fault = untold(plan, now, clock.now());
      if (fault) await hold(line, fault);
      else plans.push(plan);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      await hold(line, faultOf(error, clock.now()));
    }
  }
  return plans;
}

/** The tables of these plans, each once, with all columns that any of its lines wants. */
export function uniqueTables(plans: readonly LinePlan[]): LinePlan['captured'][] {
  const byName = new Map<string, LinePlan['captured']>();
  for (const { captured } of plans) {
    const name = nameOf(captured.shape);
    if (!byName.has(name)) byName.set(name, captured);
  }
  return [...byName.values()];
}

const nameOf = (table: TableName): string => `${table.schema}\n${table.table}`;
