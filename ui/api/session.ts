import { pathWith, request } from './client.ts';
import type { Session, SignInApp, SignInPage } from './types.ts';

export const fetchSession = () => request<Session>('GET', '/api/session');

/** Address that starts signing in and comes back to `returnPath`. */
export function signInAddress(app: SignInApp, returnPath: string): string {
  return pathWith('/auth/login', { app, return: returnPath });
}

export const signOut = () => request<{ redirectTo: string }>('POST', '/api/sign-out');

export const fetchSignIn = (uid: string) => request<SignInPage>('GET', `/api/sign-in/${encodeURIComponent(uid)}`);

export const sendSignIn = (uid: string, credentials: { login: string; password: string }) =>
  request<{ redirectTo: string }>('POST', `/api/sign-in/${encodeURIComponent(uid)}`, { body: credentials });
