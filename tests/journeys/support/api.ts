import { randomUUID } from 'node:crypto';
import { request, type APIRequestContext, type APIResponse } from 'playwright-core';
import type { Product } from './product.ts';

/** Someone who uses the product's API without a browser, as a signed-in account. */
export type ApiVisitor = {
  get<T>(path: string, language?: string): Promise<T>;
  /** A write with a fresh Idempotency-Key, unless one is given. */
  post(path: string, body: object, more?: { key?: string; language?: string }): Promise<APIResponse>;
  /** A piece of a file: the core protocol of tus 1.0. */
  patch(path: string, body: Buffer, headers: Record<string, string>): Promise<APIResponse>;
  close(): Promise<void>;
};

/** Signs in by the OpenID provider's own steps and keeps the cookies. */
export async function apiVisitor(
  product: Product,
  login: string,
  app: 'portal' | 'console' | 'cockpit' = 'portal',
): Promise<ApiVisitor> {
  const context: APIRequestContext = await request.newContext({ baseURL: product.url });
  const page = await context.get(`/auth/login?app=${app}&return=/`, { headers: { accept: 'text/html' } });
  const uid = new URL(page.url()).pathname.split('/').at(-1) as string;
  const post = (path: string, body: object, more: { key?: string; language?: string } = {}): Promise<APIResponse> =>
    context.post(path, {
      data: body,
      headers: {
        origin: product.url,
        'idempotency-key': more.key ?? randomUUID(),
        'accept-language': more.language ?? 'zh-CN',
      },
    });
  const signedIn = await post(`/api/sign-in/${uid}`, { login, password: product.password });
  const { redirectTo } = (await signedIn.json()) as { redirectTo?: string };
  if (!redirectTo) throw new Error(`${login} could not sign in: ${await signedIn.text()}`);
  await context.get(redirectTo, { headers: { accept: 'text/html' } });
  return {
    async get<T>(path: string, language = 'zh-CN') {
      const answer = await context.get(path, { headers: { 'accept-language': language } });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    post,
    patch: (path, body, headers) => context.patch(path, { data: body, headers: { origin: product.url, ...headers } }),
    close: () => context.dispose(),
  };
}

/** What journeys read of a case. */
export type ApiCase = { id: string; caseNo: string; state: string; licenceId?: string; form: Record<string, unknown> };

/** Begins the elder's card and submits it at once; the answer is the case as it stands then. */
export async function submitCard(visitor: ApiVisitor, phone: string): Promise<ApiCase> {
  const begun = (await (await visitor.post('/api/cases', { matter: 'elder-card' })).json()) as ApiCase;
  const answer = await visitor.post(`/api/cases/${begun.id}/submit`, {
    form: { ...begun.form, phone, delivery: 'electronic' },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  return (await answer.json()) as ApiCase;
}
