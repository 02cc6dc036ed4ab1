// A place in the binary log: `<file>:<offset>;<gtid>;<server id>`. File and offset order places on one server; the GTID (MariaDB: the last of each
// domain, MySQL: empty) says whether the log we come back to is the one we left, and the server id whether it is the server.

export type Position = {
  readonly file: string;
  readonly offset: number;
  readonly gtid: string;
  readonly server: string;
};

export function formatPosition({ file, offset, gtid, server }: Position): string {
  return `${file}:${offset};${gtid};${server}`;
}

export function parsePosition(text: string): Position {
  const [place = '', gtid = '', server = ''] = text.split(';');
  const colon = place.lastIndexOf(':');
  return { file: place.slice(0, colon), offset: Number(place.slice(colon + 1)), gtid, server };
}

/** The number a log file ends with: mariadb-bin.000012. */
export function fileNumber(file: string): number {
  return Number(file.slice(file.lastIndexOf('.') + 1));
}

export function comparePositions(a: string, b: string): number {
  if (a === b) return 0;
  const left = parsePosition(a);
  const right = parsePosition(b);
  return fileNumber(left.file) - fileNumber(right.file) || left.offset - right.offset;
}

/** A transaction's name: its GTID (or nothing) and the place where it begins. */
export function formatTransaction(gtid: string, file: string, offset: number): string {
  return `${gtid}@${file}:${offset}`;
}

/** Whether a snapshot at this position holds the transaction: it does when the transaction began before it, since snapshots stand between transactions. */
export function sawTransaction(snapshot: string, transaction: string): boolean {
  const { file, offset } = parsePosition(snapshot);
  const began = parsePosition(transaction.slice(transaction.indexOf('@') + 1));
  return (fileNumber(began.file) - fileNumber(file) || began.offset - offset) < 0;
}
