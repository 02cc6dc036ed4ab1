import { defineErrors, DomainError, fillText, type LocalText } from '@platform/kernel';
import type { Fault } from '../domain/line.ts';
import { LineageBroken } from './lineage.ts';
import { WindowBroken } from './windows.ts';

export const runErrors = defineErrors('exchange', {
  storeFull: {
    status: 507,
    zh: '枢纽数据库的磁盘已满，暂停写入。已入湖的数据完好；请运维人员清理或扩容，腾出空间后自动从断点继续。',
    en: 'The disk of the hub’s database is full, so writing waits. What is in the lake is safe; have operations make room, and reading goes on by itself from where it stood.',
  },
  runDeletesTooMuch: {
    status: 409,
    zh: '本次快照会删除湖中 {before} 行里的 {deletions} 行（超过一半），为防误删已停止，数据未删。请与来源部门核对；确应删除时，重新快照并选择“确认删除”。',
    en: 'This snapshot would remove {deletions} of {before} rows in the lake, more than half, so it stopped and nothing was removed. Check with the department; when the rows really are to go, take the snapshot again with the removal confirmed.',
  },
  captureRenewed: {
    status: 409,
    zh: '读取途中，这条线路的日志采集重新建立了，已读的分块不再可靠，自动从第一块重读。已入湖的数据完好，无需处理。',
    en: 'The capture of this line was set up anew while it was read, so its chunks say nothing any more and reading begins again with the first one, by itself. What is in the lake is safe.',
  },
  runUnexpected: {
    status: 500,
    zh: '读取这张表时系统出错（编号 {number}）。已入湖的数据完好；请点“恢复”重试，仍不行时把编号告诉运维人员。',
    en: 'Something went wrong on our side while reading this table (number {number}). What is in the lake is safe; resume to try again, and give operations the number if it stays.',
  },
});

/**
 * What a failed attempt means: `again` soon by itself; `wait` for the hub; `connection`: its supervisor has to begin anew;
 * `anew`: the run has to begin from its first chunk; `held`: a person is needed.
 */
export type Verdict = 'again' | 'wait' | 'connection' | 'anew' | 'held';

const CONNECTION = new Set([
  'sources.unreachable',
  'sources.interrupted',
  'sources.wrong-password',
  'sources.no-such-database',
  'source-postgres.host-refused',
  'source-postgres.no-tls',
  'source-postgres.bad-certificate',
]);

/** What was planned is no longer there as it was: another snapshot at the source, another file in the folder. */
const ANEW = new Set(['source-postgres.snapshot-gone', 'source-files.file-changed']);

export function judge(error: unknown): Verdict {
  if (error instanceof WindowBroken) return 'again';
  if (error instanceof LineageBroken) return 'anew';
  if (error instanceof DomainError) {
    if (CONNECTION.has(error.code)) return 'connection';
    if (error.code === 'database.unreachable') return 'wait';
    // A drop folder may be empty between two files.
    if (error.code === 'source-files.no-file') return 'again';
    return ANEW.has(error.code) ? 'anew' : 'held';
  }
  const code = String((error as { code?: unknown }).code ?? '');
  // Deadlock, serialisation, a lock not had in time: the store's own ways of saying "again". 53: disk full, out of memory; 58: the disk itself.
  if (/^(40P01|40001|55P03)$/.test(code)) return 'again';
  return /^(53|58|57P)/.test(code) || /connection.*(terminated|closed)/i.test(String((error as Error).message))
    ? 'wait'
    : 'held';
}

/** The fault as a line or run shows it. */
export function faultOf(error: unknown, at: Date, number: string): Fault {
  const code = (error as { code?: unknown }).code;
  const known =
    error instanceof DomainError
      ? error
      : code === '53100'
        ? runErrors.storeFull()
        : error instanceof LineageBroken
          ? runErrors.captureRenewed()
          : runErrors.runUnexpected({ number });
  return { code: known.code, text: textOf(known), mend: mendOf(judge(error)), at: at.toISOString() };
}

const textOf = (error: DomainError): LocalText => ({
  zh: fillText(error.text, 'zh', error.params),
  en: fillText(error.text, 'en', error.params),
});

function mendOf(verdict: Verdict): LocalText {
  return verdict === 'held'
    ? {
        zh: '按上面的说明处理后，在线路页点“恢复”。已完成的分块不会重读。',
        en: 'Do what is said above, then resume the line. What was read before is not lost.',
      }
    : {
        zh: '不需要操作：恢复后会自动从断点继续。',
        en: 'Nothing to do: it goes on by itself from where it stood.',
      };
}
