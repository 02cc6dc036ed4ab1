import type { ColumnShape, TableShape } from '@platform/sources';
import type { LocalText } from '@platform/kernel';
import type { Fault, Mapped } from './line.ts';

/** How a table differs from what a line knew of it. */
export type Drift = {
  /** Columns that are new at the source; `held`: that no item takes, so that their values are held aside. */
  readonly added: readonly ColumnShape[];
  /** Mapped columns that are gone. */
  readonly dropped: readonly string[];
  /** Mapped columns whose type is another. */
  readonly changed: readonly { readonly column: string; readonly before: string; readonly after: string }[];
  /** The columns of the primary key are others. */
  readonly keyChanged: boolean;
};

/** Compares the shape a line knew with the one its source has now. Columns that nobody maps may come and go. */
export function driftOf(before: TableShape, now: TableShape, mapping: readonly Mapped[]): Drift {
  const mapped = new Set(mapping.map((one) => one.column));
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const there = new Map(now.columns.map((column) => [column.name, column]));
  return {
    added: now.columns.filter((column) => !old.has(column.name)),
    dropped: [...mapped].filter((column) => !there.has(column)),
    changed: [...mapped].flatMap((column) => {
      const [was, is] = [old.get(column), there.get(column)];
      // A longer text or a wider number changes nothing for us; another type may change what the values mean.
      return was && is && was.type !== is.type ? [{ column, before: was.nativeType, after: is.nativeType }] : [];
    }),
    keyChanged: before.key.join('\n') !== now.key.join('\n'),
  };
}

/** Why the line must stop for this drift, with what to do; undefined when it can go on. */
export function driftFault(table: string, drift: Drift, at: Date): Fault | undefined {
  const { dropped, changed } = drift;
  const fault = (code: string, text: LocalText, mend: LocalText): Fault => ({
    code: `exchange.${code}`,
    text,
    mend,
    at: at.toISOString(),
  });
  if (dropped.length > 0) {
    const columns = dropped.join('、');
    return fault(
      'column-dropped',
      {
        zh: `来源表 ${table} 删除了已映射的列：${columns}`,
        en: `The source's table ${table} no longer has the mapped columns ${dropped.join(', ')}`,
      },
      {
        zh: `请与来源部门核对：若是改名，请在线路中改映射；若确实取消，请从映射中去掉该列。处理后点“恢复”，本线路会重新做一次快照。其他线路不受影响。`,
        en: 'Check with the department: if the column was renamed, change the mapping of this line; if it is gone for good, take it out of the mapping. Then resume: the line takes a new snapshot. Other lines go on.',
      },
    );
  }
  if (changed.length > 0) {
    const columns = changed.map((one) => `${one.column}（${one.before} → ${one.after}）`).join('、');
    const english = changed.map((one) => `${one.column} (${one.before} → ${one.after})`).join(', ');
    return fault(
      'column-changed',
      {
        zh: `来源表 ${table} 的列类型变了：${columns}`,
        en: `Columns of the source's table ${table} changed type: ${english}`,
      },
      {
        zh: '请与来源部门确认新类型的含义，必要时改映射的转换步骤，然后点“恢复”，本线路会重新做一次快照。其他线路不受影响。',
        en: 'Ask the department what the new type means, change the mapping’s steps if needed, then resume: the line takes a new snapshot. Other lines go on.',
      },
    );
  }
  return undefined;
}

/** What the timeline says of columns that came. */
export function addedText(columns: readonly string[]): LocalText {
  return {
    zh: `来源新增列：${columns.join('、')}。其值已单独留存，等待编目定级。`,
    en: `The source has new columns: ${columns.join(', ')}. Their values are held until someone catalogues and grades them.`,
  };
}
