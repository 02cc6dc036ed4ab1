import type { ReactNode } from 'react';
import type { TableDraft } from './draft.ts';
import '../../styles/connections.css';

type Props = {
  label: string;
  tables: readonly TableDraft[];
  chosen: TableDraft | undefined;
  onChoose: (table: TableDraft) => void;
  /** How far this one is. */
  state: (table: TableDraft) => ReactNode;
};

export const tableName = ({ schema, table }: { schema: string; table: string }): string =>
  schema ? `${schema}.${table}` : table;

/** The chosen tables, one of which is being worked on. */
export function TableList({ label, tables, chosen, onChoose, state }: Props) {
  return (
    <nav className="table-list" aria-label={label}>
      {tables.map((table) => (
        <button
          key={tableName(table)}
          type="button"
          aria-current={table === chosen ? 'true' : undefined}
          onClick={() => onChoose(table)}
        >
          <code>{tableName(table)}</code>
          <small>{state(table)}</small>
        </button>
      ))}
    </nav>
  );
}
