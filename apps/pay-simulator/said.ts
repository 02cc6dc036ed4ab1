export const MERCHANT = '9900000001';
export const APP = 'wx9900000000000001';

/** What is answered to a call. */
export type Answer = { status: number; body?: object };
export const no = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } });

/** As APIv3 writes instants. */
export const shanghaiTime = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
