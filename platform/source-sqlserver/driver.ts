// The edge to the `mssql` package (over tedious). Tests put another in its place.

export type SqlServerRequest = {
  stream: boolean;
  arrayRowMode: boolean;
  input(name: string, type: unknown, value: string): SqlServerRequest;
  query(statement: string): Promise<{ recordset: unknown[][] } | undefined>;
  on(event: 'row', listener: (row: unknown[]) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'done', listener: () => void): unknown;
  pause(): void;
  resume(): void;
  cancel(): void;
};

export type SqlServerPool = {
  connect(): Promise<unknown>;
  request(): SqlServerRequest;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

export type SqlServerDriver = {
  readonly ConnectionPool: new (options: Record<string, unknown>) => SqlServerPool;
  readonly NVarChar: (length: number) => unknown;
  readonly MAX: number;
};

/** Loaded when first used: a city without SQL Server never pays for it. */
export async function loadSqlServer(): Promise<SqlServerDriver> {
  return (await import('mssql')).default;
}
