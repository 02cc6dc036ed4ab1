import { DomainError, defineErrors } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import type { Target } from './settings.ts';

export const oracleErrors = defineErrors('source-oracle', {
  snapshotTooOld: {
    status: 409,
    zh: '来源 {place} 的撤销数据保留不够久，读取中断（ORA-01555）。请在业务低谷时重试，或请来源方管理员调大 undo_retention。',
    en: 'The source {place} keeps its undo data too short a time; reading broke off (ORA-01555). Try in quieter hours, or have undo_retention raised.',
  },
  tooOld: {
    status: 422,
    zh: '来源 {place} 的 Oracle 版本低于 12.1，本平台不支持。请升级，或改用前置库、文件方式。',
    en: 'The Oracle of {place} is older than 12.1, which is not supported. Upgrade it, or use a front database or files.',
  },
});

const UNREACHABLE =
  /^(NJS-(503|510|511|512|515|522)|ORA-(12170|12541|12543|12545)|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/;
const BROKEN =
  /^(NJS-(003|018|500|501|513|521)|ORA-(00028|00600|01012|01033|01034|01089|01092|02396|03113|03114|03135|12537|12547)|ECONNRESET|EPIPE)$/;

/** What the driver threw, as one of ours; the server's own words are not passed on. */
export function toSourceError(thrown: unknown, { place, service, user, schema }: Target, table?: string): Error {
  if (thrown instanceof DomainError) return thrown;
  const error = thrown as Error & { code?: string };
  const code = error.code ?? /\b(ORA|NJS)-\d+/.exec(error.message)?.[0] ?? '';
  const more = { cause: error };
  if (UNREACHABLE.test(code)) return sourceErrors.unreachable({ place, reason: code }, more);
  if (BROKEN.test(code)) return sourceErrors.interrupted({ place, reason: code }, more);
  switch (code) {
    case 'ORA-01017':
    case 'ORA-28000':
    case 'ORA-28001':
    case 'NJS-101':
      return sourceErrors.wrongPassword({ place }, more);
    case 'ORA-12505':
    case 'ORA-12514':
    case 'NJS-518':
    case 'NJS-519':
      return sourceErrors.noSuchDatabase({ place, database: service }, more);
    case 'ORA-01031':
    case 'ORA-01045':
      return sourceErrors.notAllowed(
        {
          place: table ?? place,
          remedy: `GRANT CREATE SESSION TO ${user}; GRANT SELECT ON ${table ?? `${schema}.…`} TO ${user}`,
        },
        more,
      );
    case 'ORA-00942':
      return sourceErrors.tableMissing({ table: table ?? place }, more);
    case 'ORA-00904':
      return sourceErrors.columnsMissing({ table: table ?? place, columns: '?' }, more);
    case 'ORA-01555':
      return oracleErrors.snapshotTooOld({ place }, more);
    case 'NJS-138':
      return oracleErrors.tooOld({ place }, more);
    default:
      return sourceErrors.failed({ place, reason: code === '' ? error.name : code }, more);
  }
}
