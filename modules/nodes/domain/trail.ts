import type { LocalText } from '@platform/kernel';

/** The request's way, as both sides tell it. */
export const TRAIL = {
  asked: (): LocalText => ({ zh: '提出申请', en: 'Asked' }),
  arrived: (): LocalText => ({ zh: '申请已送达上级节点', en: 'The request reached the parent node' }),
  approved: (): LocalText => ({ zh: '上级节点同意，开始下发数据', en: 'Approved; the data are on their way' }),
  refused: (reason: string): LocalText => ({ zh: `上级节点不同意：${reason}`, en: `Refused: ${reason}` }),
  delivered: (rows: number): LocalText => ({
    zh: `已送达 ${rows} 行，以后的变化自动跟上`,
    en: `${rows} rows delivered; changes follow by themselves`,
  }),
} as const;
