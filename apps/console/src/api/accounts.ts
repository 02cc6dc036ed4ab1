// Staff accounts (modules/identity).
import { request, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type StaffAccount = ItemOf<'identity.list-accounts'>;
export type NewAccount = { login: string; name: string; organisation: string; password: string };

export const ACCOUNTS_KEY = 'accounts';
export const ACCOUNTS_PAGE = 50;
const one = (id: string, action: string) => `/api/accounts/${encodeURIComponent(id)}/${action}`;

export const fetchAccounts = (cursor: string | undefined) =>
  request<PageOf<StaffAccount>>('GET', '/api/accounts', { query: { cursor, limit: ACCOUNTS_PAGE } });
/** A new account has no roles: a security administrator gives them. */
export const createAccount = (body: NewAccount) => request<StaffAccount>('POST', '/api/accounts', { body });
export const setAccountState = (id: string, state: 'disable' | 'enable') =>
  request<StaffAccount>('POST', one(id, state));
export const resetPassword = (id: string, password: string) =>
  request<StaffAccount>('POST', one(id, 'password'), { body: { password } });
export const setRoles = (id: string, roles: string[]) =>
  request<StaffAccount>('PUT', one(id, 'roles'), { body: { roles } });
