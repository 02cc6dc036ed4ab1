import type { LocalText } from '@yiwang/ui';
import type { Mapped, Settings } from '../../api/connections.ts';
import type { Mode } from '../../api/railway.ts';

export const STEPS = ['kind', 'address', 'tables', 'mapping', 'mode', 'dry-run', 'begin'] as const;
export type Step = (typeof STEPS)[number];

/** A table that is to become a line. */
export type TableDraft = {
  schema: string;
  table: string;
  resource?: string;
  resourceTitle?: LocalText;
  mapping: Mapped[];
  /** Key or required items that no column is mapped to. */
  lacking?: number;
  mode?: Mode;
  cursorColumn?: string;
  everyMinutes?: number;
  cron?: string;
  /** What the last dry run of this mapping told: rows read and rows that passed. Values of rows are not kept. */
  dry?: { read: number; good: number };
  /** The line that was begun. */
  lineId?: string;
};
/** What someone has put together so far. Never holds a secret. */
export type Draft = {
  kind?: string;
  title: LocalText;
  system: LocalText;
  organisation: string;
  settings: Settings;
  connectionId?: string;
  tables: TableDraft[];
};

export const EMPTY: Draft = {
  title: { zh: '', en: '' },
  system: { zh: '', en: '' },
  organisation: '',
  settings: {},
  tables: [],
};
const KEY = 'yiwang.console.connect';

/** The draft of this browser tab; a fresh one when there is none, or when it cannot be read. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(globalThis.sessionStorage.getItem(KEY) ?? 'null');
    return typeof kept === 'object' && kept !== null ? { ...EMPTY, ...(kept as Draft) } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Keeps the draft while the tab is open; undefined forgets it. */
export function writeDraft(draft: Draft | undefined): void {
  try {
    if (draft) globalThis.sessionStorage.setItem(KEY, JSON.stringify(draft));
    else globalThis.sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the draft lives as long as the page.
  }
}

export const sameTable = (a: { schema: string; table: string }, b: { schema: string; table: string }): boolean =>
  a.schema === b.schema && a.table === b.table;

/** The table with this part changed; a change of what is read makes an old dry run worthless. */
export function withTable(draft: Draft, table: { schema: string; table: string }, part: Partial<TableDraft>): Draft {
  const stale = 'mapping' in part || 'resource' in part;
  return {
    ...draft,
    tables: draft.tables.map((one) => {
      if (!sameTable(one, table)) return one;
      const { dry: _, ...rest } = one;
      return { ...(stale ? rest : one), ...part };
    }),
  };
}

/** Whether a table's mapping can be tried. */
export const isMapped = ({ resource, mapping, lacking = 0 }: TableDraft): boolean =>
  resource !== undefined && mapping.length > 0 && lacking === 0;

/** The last step that the draft is ready for. */
export function furthest(draft: Draft): Step {
  if (!draft.kind) return 'kind';
  if (!draft.connectionId) return 'address';
  if (draft.tables.length === 0) return 'tables';
  if (!draft.tables.every(isMapped)) return 'mapping';
  if (!draft.tables.every(({ mode, cursorColumn }) => mode && (mode !== 'cursor' || cursorColumn))) return 'mode';
  if (!draft.tables.every(({ dry, lineId }) => dry || lineId)) return 'dry-run';
  return 'begin';
}

/** The step to show: the one asked for, else the first; never one in front of which something is still missing. */
export function stepFor(asked: string | undefined, draft: Draft): Step {
  const last = furthest(draft);
  const wanted = STEPS.find((step) => step === asked) ?? 'kind';
  return STEPS.indexOf(wanted) <= STEPS.indexOf(last) ? wanted : last;
}
