import type pg from 'pg';

/** The forms in which values are written, the same as in snapshots; a source may have others set for its database or account. */
const FORMS = `set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set timezone = 'Asia/Shanghai'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set statement_timeout = 0; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = 0`;

/** Makes a new replication connection ready. */
export async function setForms(client: pg.Client): Promise<void> {
  await client.query(FORMS);
}

/** Ends a client whose peer may be gone. */
export function endClient(client: pg.Client): void {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  const timer = setTimeout(() => stream.destroy(), 1_000);
  timer.unref();
  client
    .end()
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(timer);
      stream.destroy();
    });
}

/** Words of a statement that may hold names only: quoted by the server's own rule (a double quote is doubled). */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text inside a statement, for the simple protocol, which knows no parameters. Standard-conforming strings are the default since 9.1. */
export function literal(text: string): string {
  return text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
}
