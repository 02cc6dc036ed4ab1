import type { Value } from '../port.ts';
import type { ConformanceSource, KitChange, KitColumn, KitTable, KitType } from './harness.ts';

/** How a database of SQL is written to. Test code: its texts are made of the kit's own constants. */
export type SqlDialect = {
  /** Runs the statements in one transaction. */
  run(statements: readonly string[]): Promise<void>;
  readonly schema: string;
  quote(name: string): string;
  /** The column type; a text of the key may need a length. */
  type(type: KitType, inKey: boolean): string;
  literal(value: Value, type: KitType): string;
  /** What follows the closing bracket of `create table`. */
  readonly tableOptions?: string;
};

/** Makes the writing half of a harness from a dialect. */
export function sqlWriter(
  dialect: SqlDialect,
): Required<Pick<ConformanceSource, 'createTable' | 'write' | 'addColumn' | 'dropColumn'>> {
  const { quote, literal } = dialect;
  const nameOf = (table: KitTable) => `${quote(dialect.schema)}.${quote(table.name)}`;
  const column = (each: KitColumn, inKey: boolean) =>
    `${quote(each.name)} ${dialect.type(each.type, inKey)} ${each.nullable === true ? 'null' : 'not null'}`;
  const values = (table: KitTable, row: readonly Value[]) =>
    `(${table.columns.map((each, index) => literal(row[index] ?? null, each.type)).join(', ')})`;
  const where = (table: KitTable, key: readonly Value[]) =>
    table.key
      .map((name, index) => {
        const type = table.columns.find((each) => each.name === name)?.type ?? 'text';
        return `${quote(name)} = ${literal(key[index] ?? null, type)}`;
      })
      .join(' and ');

  function statement(change: KitChange): string {
    const { table } = change;
    switch (change.op) {
      case 'insert':
        return `insert into ${nameOf(table)} values ${values(table, change.row)}`;
      case 'update':
        return `update ${nameOf(table)} set ${table.columns
          .map((each, index) => `${quote(each.name)} = ${literal(change.row[index] ?? null, each.type)}`)
          .join(', ')} where ${where(table, change.key)}`;
      case 'delete':
        return `delete from ${nameOf(table)} where ${where(table, change.key)}`;
      case 'truncate':
        return `truncate table ${nameOf(table)}`;
    }
  }

  return {
    async createTable(table, rows) {
      const key = table.key.length > 0 ? `, primary key (${table.key.map(quote).join(', ')})` : '';
      await dialect.run([
        `drop table if exists ${nameOf(table)}`,
        `create table ${nameOf(table)} (${table.columns
          .map((each) => column(each, table.key.includes(each.name)))
          .join(', ')}${key}) ${dialect.tableOptions ?? ''}`,
      ]);
      for (let from = 0; from < rows.length; from += 500)
        await dialect.run([
          `insert into ${nameOf(table)} values ${rows
            .slice(from, from + 500)
            .map((row) => values(table, row))
            .join(', ')}`,
        ]);
      return { schema: dialect.schema, table: table.name };
    },
    write: (changes) => dialect.run(changes.map(statement)),
    addColumn: (table, added) => dialect.run([`alter table ${nameOf(table)} add column ${column(added, false)}`]),
    dropColumn: (table, name) => dialect.run([`alter table ${nameOf(table)} drop column ${quote(name)}`]),
  };
}
