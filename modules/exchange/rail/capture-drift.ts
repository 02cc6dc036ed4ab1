import type { TableShape } from '@platform/sources';
import { addedText, driftFault, driftOf } from '../domain/drift.ts';
import type { Fault } from '../domain/line.ts';
import { holdColumn } from '../store/held.ts';
import { noteEvent } from '../store/line-events.ts';
import { setLineShape } from '../store/lines.ts';
import { holdLine } from './applying.ts';
import type { RailDeps } from './deps.ts';
import { untoldKeyColumns, type LinePlan } from './line-plan.ts';

/** Columns of a line's table that nobody knew, in the shape in which they came. */
export type NewColumns = { readonly plan: LinePlan; readonly shape: TableShape; readonly columns: readonly string[] };

/** What a table's new shape means for a line: why it must stop, or which columns came. */
export function judgeShape(
  plan: LinePlan,
  shape: TableShape,
  at: Date,
): { readonly fault?: Fault; readonly added: readonly string[] } {
  const drift = driftOf(plan.line.shape ?? plan.captured.shape, shape, plan.line.mapping);
  const fault =
    renamed(plan, shape, at) ?? driftFault(`${shape.schema}.${shape.table}`, drift, at) ?? untold(plan, shape, at);
  if (fault) return { fault, added: [] };
  const asked = new Set(plan.captured.columns);
  return { added: drift.added.map((column) => column.name).filter((column) => !asked.has(column)) };
}

/** Writes down new columns, before the stream is opened anew from the last position; and lines that stop at the same time. */
export async function holdColumns(
  deps: RailDeps,
  { plan, shape, columns }: NewColumns,
  faulty: readonly LinePlan[],
): Promise<void> {
  const { line } = plan;
  const at = deps.clock.now();
  await deps.database.transaction(async (tx) => {
    for (const column of columns) {
      const { nativeType } = shape.columns.find((one) => one.name === column) as { nativeType: string };
      await holdColumn(tx, { lineId: line.id, column, type: nativeType, at });
    }
    await setLineShape(tx, line.id, shape);
    await noteEvent(tx, {
      id: deps.ids.next(),
      connectionId: line.connectionId,
      lineId: line.id,
      at,
      kind: 'drift',
      text: addedText(columns),
      actor: 'exchange',
    });
    for (const one of faulty) await holdLine(deps, tx, one, one.fault as Fault);
  });
  deps.live.publish({ topic: 'exchange', data: { lineId: line.id } });
}

function renamed(plan: LinePlan, shape: TableShape, at: Date): Fault | undefined {
  const { schema, table } = plan.line.table;
  if (shape.schema === schema && shape.table === table) return undefined;
  return {
    code: 'exchange.table-renamed',
    text: {
      zh: `来源表 ${schema}.${table} 已改名为 ${shape.schema}.${shape.table}`,
      en: `The source's table ${schema}.${table} is now called ${shape.schema}.${shape.table}`,
    },
    mend: {
      zh: '请与来源部门核对：若是误改，请其改回；若确实改名，请移除本线路，按新表名另建一条（湖中数据保留）。',
      en: 'Check with the department: have a mistake undone; if the name is meant, remove this line and make one for the new name (what is in the lake stays).',
    },
    at: at.toISOString(),
  };
}

/** The key that the lake needs is no longer told. */
export function untold(plan: Pick<LinePlan, 'line' | 'resource'>, shape: TableShape, at: Date): Fault | undefined {
  const columns = untoldKeyColumns(plan.line, plan.resource, shape);
  if (columns.length === 0 && shape.identity !== 'none') return undefined;
  const name = `"${shape.schema}"."${shape.table}"`;
  const which = columns.join('、');
  return {
    code: 'exchange.key-not-told',
    text: {
      zh: `来源表 ${shape.schema}.${shape.table} 的变更不带出目录主键列${which ? `（${which}）` : ''}，认不出改动的是哪一行`,
      en: `Changes of the source's table ${shape.schema}.${shape.table} do not tell the columns of the catalogue's key${which ? ` (${columns.join(', ')})` : ''}, so it is not known which row they are of`,
    },
    mend: {
      zh: `请来源管理员执行：ALTER TABLE ${name} REPLICA IDENTITY FULL; 然后点“恢复”，本线路会重新做一次快照。`,
      en: `Have the source's administrator run: ALTER TABLE ${name} REPLICA IDENTITY FULL; then resume: the line takes a new snapshot.`,
    },
    at: at.toISOString(),
  };
}
