import { request } from '@yiwang/ui';

/** A PATCH. The request layer names three methods and sends any. */
export const change = <T>(path: string, body: object): Promise<T> => request<T>('PATCH' as 'PUT', path, { body });
