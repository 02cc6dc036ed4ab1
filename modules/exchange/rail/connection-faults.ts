import { fillText, type DomainError, type LocalText } from '@platform/kernel';
import type { Fault } from '../domain/line.ts';

/** A coded error as a line's fault. */
export function faultOf(error: DomainError, at: Date): Fault {
  return {
    code: error.code,
    text: { zh: fillText(error.text, 'zh', error.params), en: fillText(error.text, 'en', error.params) },
    mend: {
      zh: '请按提示处理后点“恢复”，本线路会重新做一次快照。其他线路不受影响。',
      en: 'Do what the message says, then resume: the line takes a new snapshot. Other lines go on.',
    },
    at: at.toISOString(),
  };
}

export function warningText(share: number): LocalText {
  const percent = Math.round(share * 100);
  return {
    zh: `来源为我们保留的日志已用到预算的 ${percent}%。达到 100% 时将停下并释放，以免占满来源的磁盘。`,
    en: `The log that the source keeps for us has reached ${percent}% of its budget. At 100% we stop and release it, rather than fill the disk of the source.`,
  };
}

export function overFault(at: Date): Fault {
  return {
    code: 'exchange.log-budget',
    text: {
      zh: '来源为我们保留的日志超过预算，已释放复制槽，以免占满来源的磁盘。湖中已有数据保留。',
      en: 'The log that the source keeps for us exceeded its budget, so the slot was released rather than fill the disk of the source. What is in the lake stays.',
    },
    mend: {
      zh: '请先查明为何跟不上（中心库停机、网络、限速过低），必要时放宽该连接的日志预算，然后点“恢复”：本线路重新做一次快照（可断点续传），再接上变更。',
      en: 'Find out why we fell behind (the hub was down, the network, too low a rate), widen the log budget of the connection if needed, then resume: the line takes a new snapshot, which can be interrupted and goes on, and then follows the changes.',
    },
    at: at.toISOString(),
  };
}
