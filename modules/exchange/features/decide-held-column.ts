import { Type } from 'typebox';
import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { LocalText, MASKS, type Mask } from '@platform/kernel';
import type { CatalogueWriter, ItemDefinition } from '@modules/catalogue/contract';
import type { Line, Mapped } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { fillLater } from '../jobs/fill-late.ts';
import { fillHeld } from '../jobs/fill-held.ts';
import { withRetries } from '../jobs/replay-rows.ts';
import type { TakeDeps } from '../rail/take-changes.ts';
import { endHeldColumn, lockHeldColumn, type HeldColumn } from '../store/held.ts';
import { changeLine } from '../store/lines.ts';
import { askRun } from '../store/run-views.ts';
import { getLine, noteAction, type LineDeps } from './line-deps.ts';

const AsItem = Type.Object(
  {
    as: Type.Literal('item'),
    name: Type.String({ minLength: 1, maxLength: 48 }),
    title: LocalText,
    type: Type.Enum(['text', 'date', 'integer', 'code', 'citizen-id', 'credit-code', 'boolean', 'number', 'timestamp']),
    grade: Type.Integer({ minimum: 1, maximum: 4 }),
    personal: Type.Boolean(),
    mask: Type.Optional(Type.Enum([...MASKS] as Mask[])),
    codeTable: Type.Optional(Type.String({ maxLength: 64 })),
    maxLength: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
const AsIgnored = Type.Object({ as: Type.Literal('ignored') }, { additionalProperties: false });

export type HeldDeps = Omit<LineDeps, 'catalogue'> & TakeDeps & { catalogue: CatalogueWriter<Actor> };

export function decideHeldColumn(deps: HeldDeps): Feature {
  return feature({
    name: 'exchange.decide-held-column',
    method: 'POST',
    path: '/api/exchange/lines/:id/held-columns/:column',
    summary: {
      zh: '处理来源新增的列：编目定级并补入留存的值，或不予归集',
      en: 'Decides about a new column: catalogued and graded, its held values filled in, or not taken',
    },
    access: { permission: 'exchange.manage-lines' },
    params: Type.Object({ id: Type.String({ maxLength: 80 }), column: Type.String({ maxLength: 128 }) }),
    body: Type.Union([AsItem, AsIgnored]),
    response: Type.Object({ state: Type.Enum(['catalogued', 'ignored']), filled: Type.Integer() }),
    async handle({ actor, trace }, { params, body }) {
      const by = { actor, trace };
      const before = await deps.database.read((tx) => getLine(tx, params.id, actor));
      if (body.as === 'ignored') {
        await deps.database.transaction(async (tx) => {
          const line = await getLine(tx, params.id, actor, true);
          const held = await demandHeld(tx, line, params.column);
          await endHeldColumn(tx, line.id, held.column, {
            state: 'ignored',
            at: deps.clock.now(),
            by: actorLabel(actor).id,
          });
          await noteDecision(deps, tx, line, held.column, by, {
            zh: `新增列 ${held.column} 不予归集`,
            en: `The new column ${held.column} is not taken`,
          });
        });
        deps.live.publish({ topic: 'exchange', data: { lineId: params.id } });
        return { state: 'ignored' as const, filled: 0 };
      }
      await deps.database.transaction((tx) => demandHeld(tx, before, params.column));
      const item = itemOf(body);
      // In the catalogue's own transaction, before anything relies on it; done again after a crash it changes nothing.
      const resource = await deps.catalogue.addItem({ resource: before.resource, item, actor, trace });
      const filled = await withRetries(() =>
        deps.database.transaction(async (tx) => {
          const line = await getLine(tx, params.id, actor, true);
          const held = await demandHeld(tx, line, params.column);
          const mapped = mappedOf(item, held.column);
          const count = await fillHeld(deps, tx, line, resource, mapped, trace);
          await changeLine(tx, line.id, { mapping: [...line.mapping.filter((one) => one.item !== item.name), mapped] });
          await endHeldColumn(tx, line.id, held.column, {
            state: 'catalogued',
            item: item.name,
            at: deps.clock.now(),
            by: actorLabel(actor).id,
          });
          // Rows that did not change since the column came were never told: only a whole reading brings theirs.
          if (line.mode !== 'cursor' && (line.state === 'live' || line.state === 'snapshot'))
            await askRun(tx, {
              id: deps.ids.next(),
              lineId: line.id,
              reason: 'drift',
              at: deps.clock.now(),
              deletionsConfirmed: false,
              trace,
            });
          await fillLater(tx, { lineId: line.id, column: held.column, trace }, deps.clock.now());
          await noteDecision(
            deps,
            tx,
            line,
            held.column,
            by,
            {
              zh: `新增列 ${held.column} 已编目为“${item.title.zh}”，补入 ${count.filled} 行，${count.refused} 行不合规`,
              en: `The new column ${held.column} was catalogued as "${item.title.en}": ${count.filled} rows filled in, ${count.refused} refused`,
            },
            item.name,
          );
          return count.filled;
        }),
      );
      deps.live.publish({ topic: 'exchange', data: { lineId: params.id } });
      return { state: 'catalogued' as const, filled };
    },
  });
}

async function demandHeld(tx: Tx, line: Line, column: string): Promise<HeldColumn> {
  const held = await lockHeldColumn(tx, line.id, column);
  if (!held) throw lineErrors.unknownHeldColumn({ column });
  if (held.state !== 'held')
    throw lineErrors.heldColumnEnded({
      column,
      state: held.state === 'ignored' ? { zh: '不予归集', en: 'not taken' } : { zh: '已编目', en: 'catalogued' },
    });
  return held;
}

function itemOf(body: {
  name: string;
  title: LocalText;
  type: ItemDefinition['type'];
  grade: number;
  personal: boolean;
  mask?: Mask;
  codeTable?: string;
  maxLength?: number;
}): ItemDefinition {
  const { name, title, type, grade, personal, mask, codeTable, maxLength } = body;
  return {
    name,
    title,
    type,
    grade,
    personal,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(mask === undefined ? {} : { mask }),
    ...(codeTable === undefined ? {} : { codeTable }),
  };
}

/** How a catalogued column is read: cleaned as its type needs. */
function mappedOf(item: ItemDefinition, column: string): Mapped {
  const clean = ['trim', ...(item.type === 'text' ? [] : ['half-width'])];
  const steps: Partial<Record<ItemDefinition['type'], string[]>> = {
    'citizen-id': ['trim', 'citizen-id'],
    'credit-code': [...clean, 'upper'],
    date: [...clean, 'date'],
    code: [...clean, `code:${item.codeTable ?? ''}`],
  };
  return {
    item: item.name,
    column,
    transform: steps[item.type] ?? clean,
    ...(item.type === 'date' ? { dateFormats: ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY年M月D日'] } : {}),
    added: true,
  };
}

function noteDecision(
  deps: HeldDeps,
  tx: Tx,
  line: Line,
  column: string,
  by: { actor: Actor; trace: string },
  text: LocalText,
  item?: string,
): Promise<void> {
  return noteAction(deps, tx, {
    ...by,
    name: 'decide-held-column',
    connectionId: line.connectionId,
    lineId: line.id,
    text,
    detail: { column, item: item ?? null },
  });
}
