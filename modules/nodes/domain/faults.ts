import { DomainError, type LocalText } from '@platform/kernel';

/** Why something stands, where people see it. */
export type Fault = { readonly code: string; readonly text: LocalText; readonly mend: LocalText; readonly at: string };

const MENDS: Readonly<Record<string, LocalText>> = {
  'nodes.unreachable': {
    zh: '会自动重试，无需操作；长时间不通请联系对方管理员。',
    en: 'It is tried again by itself; if it lasts, call the other side’s administrator.',
  },
  'nodes.stale': {
    zh: '请校准两边服务器的时钟，之后自动恢复。',
    en: 'Set the clocks of both servers right; it then goes on by itself.',
  },
  'nodes.not-active': { zh: '请对方管理员批准或恢复信任。', en: 'Ask the other side’s administrator to approve.' },
  'ferry.chain-broken': {
    zh: '一侧可能从备份恢复过：请发布方点“重新发布”，全部重发后自动对齐。',
    en: 'A side may have been restored from a backup: have the publisher republish; all is sent anew.',
  },
  'ferry.receiver-ahead': {
    zh: '本节点可能从备份恢复过：请点“重新发布”，全部重发后自动对齐。',
    en: 'This node may have been restored from a backup: republish; all is sent anew.',
  },
  'lake.column-changed-type': {
    zh: '信息项的类型变了：请撤回这项发布，再按新目录重新发布。',
    en: 'An item’s type changed: withdraw the publication and publish anew.',
  },
  'lake.key-changed': {
    zh: '目录的主键变了：请撤回这项发布，再按新目录重新发布。',
    en: 'The key changed: withdraw the publication and publish anew.',
  },
};
const TEXTS: Readonly<Record<string, LocalText>> = {
  'ferry.chain-broken': {
    zh: '后到的包接不上对方已有的包，已停止，以免错乱。',
    en: 'What came does not follow what was there; it stopped, so that nothing is mixed up.',
  },
  'ferry.receiver-ahead': {
    zh: '对方收到的比本节点发出的还多，已停止，以免错乱。',
    en: 'The other side has more than this node sent; it stopped, so that nothing is mixed up.',
  },
};
const OTHERWISE: LocalText = {
  zh: '按提示处理后会自动重试；也可以点“重新发布”。',
  en: 'Do what the text says; it is tried again by itself, or republish.',
};

/** An error as it is kept and shown; defects tell their kind only. */
export function faultOf(error: unknown, at: Date): Fault {
  const known = error instanceof DomainError;
  const code = known ? error.code : 'nodes.unexpected';
  const text = known
    ? { zh: error.messageIn('zh'), en: error.messageIn('en') }
    : {
        zh: '本节点出了意外错误，已记入日志，会自动重试。',
        en: 'An unexpected error at this node; it is in the log, and it is tried again.',
      };
  return { code, text, mend: MENDS[code] ?? OTHERWISE, at: at.toISOString() };
}

/** What stopped the packages, as the ferry tells it; its texts speak of commands, ours of buttons. */
export function stoppedBy(fault: { code: string; zh: string; en: string }, at: Date): Fault {
  const text = TEXTS[fault.code] ?? { zh: fault.zh, en: fault.en };
  return { code: fault.code, text, mend: MENDS[fault.code] ?? OTHERWISE, at: at.toISOString() };
}
