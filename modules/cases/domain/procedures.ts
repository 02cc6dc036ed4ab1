import type { LocalText } from '@platform/kernel';
import { LICENSING } from './limits.ts';

/** What 行政许可法 art. 45 does not count into the time. An ordinary site check (art. 34) is not among it. */
export const PROCEDURES = {
  hearing: { zh: '听证', en: 'Hearing' },
  tender: { zh: '招标', en: 'Tender' },
  auction: { zh: '拍卖', en: 'Auction' },
  test: { zh: '检验、检测', en: 'Test' },
  inspection: { zh: '检验（产品、设备）', en: 'Inspection of goods' },
  quarantine: { zh: '检疫', en: 'Quarantine' },
  appraisal: { zh: '鉴定', en: 'Appraisal' },
  'expert-review': { zh: '专家评审', en: 'Expert review' },
} as const satisfies Record<string, LocalText>;

/** The clause by which its time is not counted, as the notice cites it: that of licensing, which no other matter has. */
export const procedureClause = (taskType: string): { clause?: string } =>
  taskType === LICENSING ? { clause: '《中华人民共和国行政许可法》第四十五条' } : {};

export type Procedure = keyof typeof PROCEDURES;
export const PROCEDURE_KINDS = Object.keys(PROCEDURES) as Procedure[];
