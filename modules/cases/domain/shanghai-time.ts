import { shanghaiDate } from '@platform/kernel';

/** As papers print it: `2026-11-22 14:05:09`, in Shanghai. */
export const shanghaiTime = (at: Date): string =>
  `${shanghaiDate(at)} ${at.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })}`;
