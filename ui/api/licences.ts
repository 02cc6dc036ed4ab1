import { request, requestFile } from './client.ts';
import type { LicenceListing, MyLicence, Verdict } from './types.ts';

const mine = (id: string, part = '') => `/api/licences/mine/${encodeURIComponent(id)}${part}`;

export const fetchMyLicences = () => request<{ items: LicenceListing[] }>('GET', '/api/licences/mine');
export const fetchMyLicence = (id: string) => request<MyLicence>('GET', mine(id));
/** The signed PDF. */
export const fetchLicenceFile = (id: string) => requestFile(mine(id, '/file'));
/** The holder's objection to a suspension, in their own words. */
export const objectToSuspension = (id: string, text: string) =>
  request<MyLicence>('POST', mine(id, '/objections'), { body: { text } });

/** `token` is what the QR code holds. */
export const verifyToken = (token: string) => request<Verdict>('POST', '/api/verify/token', { body: { token } });

export function verifyFile(file: File): Promise<Verdict> {
  const body = new FormData();
  body.set('file', file);
  return request<Verdict>('POST', '/api/verify/file', { body });
}
