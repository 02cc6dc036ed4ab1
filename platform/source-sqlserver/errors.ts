import { DomainError } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import type { Target } from './settings.ts';

type DriverError = Error & { code?: string; number?: number; originalError?: DriverError };

/** What the driver threw, as one of ours; the server's own words are not passed on. */
export function toSourceError(thrown: unknown, { place, database, user }: Target, table?: string): Error {
  if (thrown instanceof DomainError) return thrown;
  const error = thrown as DriverError;
  const number = error.number ?? error.originalError?.number;
  const code = error.code ?? '';
  const more = { cause: error };
  switch (number) {
    case 18456:
    case 18470:
    case 18486:
    case 18487:
    case 18488:
      return sourceErrors.wrongPassword({ place }, more);
    case 4060:
    case 911:
      return sourceErrors.noSuchDatabase({ place, database }, more);
    case 208:
    case 3701:
      return sourceErrors.tableMissing({ table: table ?? place }, more);
    case 207:
      return sourceErrors.columnsMissing({ table: table ?? place, columns: '?' }, more);
    case 229:
    case 230:
    case 916:
      return sourceErrors.notAllowed(
        {
          place: table ?? place,
          remedy: `USE [${database}]; GRANT SELECT TO [${user}]; GRANT VIEW DEFINITION TO [${user}]`,
        },
        more,
      );
    default:
  }
  if (code === 'ELOGIN') return sourceErrors.wrongPassword({ place }, more);
  if (/^(ESOCKET|ETIMEOUT|EINSTLOOKUP|ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)$/.test(code))
    return sourceErrors.unreachable({ place, reason: code }, more);
  if (
    /^(ECONNCLOSED|ECONNRESET|ENOTOPEN|EPIPE|ENOCONN)$/.test(code) ||
    /connection (lost|closed)|socket/i.test(error.message)
  )
    return sourceErrors.interrupted({ place, reason: code || 'connection lost' }, more);
  return sourceErrors.failed({ place, reason: number === undefined ? code || error.name : `${number}` }, more);
}
