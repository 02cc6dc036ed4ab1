// Invented answers for the smoke test, in the shape of the modules' schemas. Nothing here is shipped.
export type Text = { zh: string; en: string };
export const text = (zh: string, en: string): Text => ({ zh, en });
export const at = (minutesAgo: number): string =>
  new Date(Date.parse('2026-11-20T06:05:12Z') - minutesAgo * 60_000).toISOString();
export const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const BUREAU = text('明州市民政局', 'Mingzhou Civil Affairs Bureau');
export const POLICE = text('明州市公安局', 'Mingzhou Public Security Bureau');
export const SURNAMES = '王李张刘陈杨黄赵吴周';
