// The edge to the `oracledb` package (thin mode: no Oracle client needed). Tests put another in its place.

export type OracleRows = {
  getRows(count: number): Promise<unknown[][]>;
  close(): Promise<void>;
};

export type OracleConnection = {
  execute(
    statement: string,
    binds: readonly unknown[],
    options: Record<string, unknown>,
  ): Promise<{ rows?: unknown[][]; resultSet?: OracleRows }>;
  breakExecution(): Promise<void>;
  close(options?: { drop: boolean }): Promise<void>;
  readonly oracleServerVersionString?: string;
};

export type OracleDriver = {
  getConnection(options: Record<string, unknown>): Promise<OracleConnection>;
  readonly DB_TYPE_NUMBER: unknown;
  readonly DB_TYPE_CLOB: unknown;
  readonly DB_TYPE_NCLOB: unknown;
  readonly DB_TYPE_BLOB: unknown;
  readonly DB_TYPE_LONG: unknown;
  readonly DB_TYPE_LONG_RAW: unknown;
  readonly DB_TYPE_RAW: unknown;
  readonly STRING: unknown;
  readonly BUFFER: unknown;
};

/** Loaded when first used: a city without Oracle never pays for it. */
export async function loadOracle(): Promise<OracleDriver> {
  return (await import('oracledb')).default;
}
