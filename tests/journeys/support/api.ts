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

/** Signs in by the OpenID provider's own steps; the context, a browser's as well, keeps the cookies. */
export async function signInByApi(
  context: APIRequestContext,
  product: Product,
  login: string,
  app: 'portal' | 'console' | 'cockpit',
): Promise<void> {
  const headers = { accept: 'text/html' };
  const page = await context.get(`${product.url}/auth/login?app=${app}&return=/`, { headers });
  const uid = new URL(page.url()).pathname.split('/').at(-1) as string;
  const answer = await context.post(`${product.url}/api/sign-in/${uid}`, {
    data: { login, password: product.password },
    headers: { origin: product.url, 'idempotency-key': randomUUID() },
  });
  const { redirectTo } = (await answer.json()) as { redirectTo?: string };
  if (!redirectTo) throw new Error(`${login} could not sign in: ${await answer.text()}`);
  await context.get(new URL(redirectTo, product.url).href, { headers });
}

/** An account that uses the API alone. */
export async function apiVisitor(
  product: Product,
  login: string,
  app: 'portal' | 'console' | 'cockpit' = 'portal',
): Promise<ApiVisitor> {
  const context: APIRequestContext = await request.newContext({ baseURL: product.url });
  const post = (path: string, body: object, more: { key?: string; language?: string } = {}): Promise<APIResponse> =>
    context.post(path, {
      ...AGAIN,
      data: body,
      headers: {
        origin: product.url,
        'idempotency-key': more.key ?? randomUUID(),
        'accept-language': more.language ?? 'zh-CN',
      },
    });
  await signInByApi(context, product, login, app);
  return {
    async get<T>(path: string, language = 'zh-CN') {
      const answer = await context.get(path, { ...AGAIN, headers: { 'accept-language': language } });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    post,
    patch: (path, body, headers) =>
      context.patch(path, { ...AGAIN, data: body, headers: { origin: product.url, ...headers } }),
    close: () => context.dispose(),
  };
}

/** A server may close a line just as it is used again, which a busy machine makes likely; every write has its key or its place, and may go twice. */
const AGAIN = { maxRetries: 2 } as const;

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
