// Receipts of exchanges (modules/receipts, features/).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const RECEIPT_KINDS = ['call', 'subscription', 'file', 'sandbox', 'node'] as const;
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];

export type ReceiptListing = {
  id: string;
  at: string;
  kind: ReceiptKind;
  provider: string;
  providerName: LocalText;
  application: string;
  applicationTitle: LocalText;
  outcome?: string;
  batch?: string;
};
export type OpenedReceipt = ReceiptListing & {
  facts: { name: string; value: string }[];
  verdict: 'genuine' | 'forged' | 'waiting';
  fault?: LocalText;
  consumerSigned: boolean;
  path: number;
  root?: string;
  sealedAt?: string;
};
export type ReceiptRoot = {
  no: string;
  at: string;
  leaves: number;
  root: string;
  previous: string;
  hash: string;
  consumers: { application: string; title: LocalText; signedAt?: string }[];
};
export type Signers = {
  items: {
    application: string;
    title: LocalText;
    organisation: string;
    organisationName: LocalText;
    fingerprint: string;
    registeredAt: string;
  }[];
  without: { application: string; title: LocalText }[];
};
export type ReceiptFilter = {
  id?: string;
  kind?: string;
  application?: string;
  organisation?: string;
  from?: string;
  to?: string;
};

export const RECEIPTS_KEY = 'receipts';
export const RECEIPTS_PAGE = 30;

export const fetchReceipts = (filter: ReceiptFilter, cursor: string | undefined) =>
  request<PageOf<ReceiptListing>>('GET', '/api/receipts', { query: { ...filter, cursor, limit: RECEIPTS_PAGE } });
export const fetchReceipt = (id: string) => request<OpenedReceipt>('GET', `/api/receipts/${encodeURIComponent(id)}`);
export const fetchRoots = (cursor: string | undefined) =>
  request<PageOf<ReceiptRoot>>('GET', '/api/receipts/roots', { query: { cursor, limit: RECEIPTS_PAGE } });
export const fetchSigners = () => request<Signers>('GET', '/api/receipts/signers');
export const registerSigner = (body: { application: string; publicKey: string }) =>
  request<{ certificate: string; fingerprint: string }>('POST', '/api/receipts/signers', { body });

export const receiptFileUrl = (id: string) => `/api/receipts/${encodeURIComponent(id)}/file`;
/** The folder of what the search finds. */
export function receiptFolderUrl({ id: _, ...filter }: ReceiptFilter): string {
  const filled = Object.entries(filter).filter(([, value]) => value);
  return `/api/receipts/folder.zip?${new URLSearchParams(filled).toString()}`;
}
