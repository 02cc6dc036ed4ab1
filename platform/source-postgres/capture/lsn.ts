// Places in PostgreSQL's log: `16/B374D848`, two hexadecimal halves of a 64-bit number.

const HALF = 4_294_967_296n;
const PAGE = 8192n;
const SEGMENT = 16_777_216n;

/** @throws RangeError for anything that is no place in a log */
export function lsnOf(text: string): bigint {
  const found = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(text);
  if (!found) throw new RangeError(`Not a place in PostgreSQL's log: ${JSON.stringify(text)}`);
  return BigInt(`0x${found[1]}`) * HALF + BigInt(`0x${found[2]}`);
}

export function lsnText(high: number, low: number): string {
  return `${high.toString(16).toUpperCase()}/${low.toString(16).toUpperCase()}`;
}

/**
 * The place without the page header that may stand before it. "Where the next record goes" is behind the header of a new page, "where the last
 * record ended" before it: the same place, since no record lies between.
 */
function settled(lsn: bigint): bigint {
  if (lsn % SEGMENT === 40n) return lsn - 40n;
  return lsn % PAGE === 24n ? lsn - 24n : lsn;
}

export function compareLsn(a: string, b: string): number {
  if (a === b) return 0;
  const left = settled(lsnOf(a));
  const right = settled(lsnOf(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Bytes of log between two places. */
export function lsnDistance(from: string, to: string): number {
  return Number(lsnOf(to) - lsnOf(from));
}

/**
 * Whether a snapshot (`xmin:xmax:xip,…`, the text of pg_snapshot, 64 bits) saw the transaction, of whose number the stream tells the low 32 bits.
 * The number is taken to lie within 2^31 of the snapshot's end: PostgreSQL itself lets no two running transactions be farther apart.
 */
export function sawTransaction(snapshot: string, transaction: string): boolean {
  const [xmin, xmax, running] = snapshot.split(':');
  if (xmin === undefined || xmax === undefined) throw new RangeError(`Not a snapshot: ${JSON.stringify(snapshot)}`);
  const end = BigInt(xmax);
  const low = BigInt(transaction);
  let whole = low;
  if (low < HALF) {
    whole = end - (end % HALF) + low;
    if (whole - end >= HALF / 2n) whole -= HALF;
    else if (end - whole > HALF / 2n) whole += HALF;
  }
  if (whole >= end) return false;
  if (whole < BigInt(xmin)) return true;
  return running === undefined || running === '' || !running.split(',').includes(String(whole));
}
