import { isPlainDate } from '@platform/kernel';

/** Digits before and behind the point that a register's number can need; PostgreSQL's numeric would take more. */
const MOST_DIGITS = 100;

/**
 * A decimal number as PostgreSQL's numeric writes it: no plus, no needless zero in front, its scale kept (`1.50` stays), powers of ten written out.
 * Undefined for anything else, so also for NaN and infinity.
 */
export function canonicalNumber(text: string): string | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!found) return undefined;
  let [whole = '', fraction = ''] = [found[2], found[3]];
  if (whole === '' && fraction === '') return undefined;
  const power = Number(found[4] ?? 0);
  if (power > 0) {
    const moved = fraction.padEnd(power, '0');
    whole += moved.slice(0, power);
    fraction = moved.slice(power);
  } else if (power < 0) {
    const moved = whole.padStart(-power, '0');
    fraction = moved.slice(moved.length + power) + fraction;
    whole = moved.slice(0, moved.length + power);
  }
  whole = whole.replace(/^0+(?=\d)/, '') || '0';
  if (whole.length > MOST_DIGITS || fraction.length > MOST_DIGITS) return undefined;
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return found[1] === '-' && /[1-9]/.test(number) ? `-${number}` : number;
}

const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})(?:[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)?$/;
/** China's, since 1991 all year round. */
const SHANGHAI_MINUTES = 480;

/**
 * A date and time of day as clocks in Shanghai show it, `YYYY-MM-DD HH:MM:SS[.ffffff]`. A value with a zone is turned into Shanghai's time, one without
 * is taken as that. What is finer than a microsecond is cut off, since no column of the lake holds it. Undefined for anything else.
 */
export function canonicalTimestamp(text: string): string | undefined {
  const found = TIMESTAMP.exec(text);
  if (!found) return undefined;
  const [, date = '', hour, minute, second = '00', fraction = '', zone] = found;
  if (!isPlainDate(date) || date < '0001-01-01' || (zone !== undefined && hour === undefined)) return undefined;
  const fine = fraction.slice(0, 6).replace(/0+$/, '');
  const rest = fine === '' ? '' : `.${fine}`;
  const ahead = zone === undefined ? SHANGHAI_MINUTES : minutesOf(zone);
  if (ahead === SHANGHAI_MINUTES) return `${date} ${hour ?? '00'}:${minute ?? '00'}:${second}${rest}`;
  const moved = new Date(
    Date.parse(`${date}T${hour}:${minute}:${second}Z`) + (SHANGHAI_MINUTES - ahead) * 60_000,
  ).toISOString();
  const year = Number(moved.slice(0, 4));
  return /^\d{4}-/.test(moved) && year >= 1 ? `${moved.slice(0, 10)} ${moved.slice(11, 19)}${rest}` : undefined;
}

function minutesOf(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0));
}
