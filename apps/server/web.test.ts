import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { Actor } from '@platform/access';
import { EventStreamHub, problemOf } from '@platform/http';
import type { DomainError } from '@platform/kernel';
import { openMetrics } from '@platform/metrics';
import { anonymous, personActor, staffActor } from '@platform/testkit';
import { listenerFor, serveWeb } from './web.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(actor: Actor) {
  const app = Fastify();
  const live = new EventStreamHub();
  const metrics = openMetrics();
  metrics.watch('always_away', 'A number of a database that is away', () => Promise.reject(new Error('away')));
  app.setErrorHandler((error, _request, reply) =>
    reply.code((error as DomainError).status).send(problemOf(error as DomainError, 'zh', 'number')),
  );
  await serveWeb(app, {
    live,
    metrics,
    resolveSession: async () => actor,
    ready: async () => ({ ready: false, checks: { database: false } }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  closers.push(async () => {
    live.close();
    await app.close();
  });
  return { live, url: `http://127.0.0.1:${(app.server.address() as { port: number }).port}` };
}

/** What a page hears in the stream until `live` has told everything. */
async function heard(actor: Actor, topics: string, publish: (live: EventStreamHub) => void): Promise<string> {
  const { live, url } = await serve(actor);
  const response = await fetch(`${url}/api/live?topics=${topics}`);
  publish(live);
  live.close();
  return response.text();
}

test('who is not signed in hears nothing', async () => {
  const { url } = await serve(anonymous);
  const response = await fetch(`${url}/api/live?topics=cases`);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, 'access.sign-in-first']);
});

test('a resident never hears the number of another’s case, and of nothing that is the staff’s', async () => {
  const text = await heard(personActor('ann', 'subject-ann'), 'cases,exchange,case-comments', (live) => {
    live.publish({ topic: 'cases', data: { caseId: 'of-someone' } });
    live.publish({ topic: 'cases', data: { caseId: 'of-bob' }, subject: 'subject-bob' });
    live.publish({ topic: 'cases', data: { caseId: 'of-ann' }, subject: 'subject-ann' });
    live.publish({ topic: 'exchange', data: { loadId: 'load' } });
    live.publish({ topic: 'case-comments', data: { caseId: 'of-ann' } });
  });
  expect(text).toBe('retry: 2000\n\nevent: cases\ndata: {}\n\nevent: cases\ndata: {"caseId":"of-ann"}\n\n');
});

test('staff hear of what their permissions let them see', async () => {
  const all = ['cases', 'case-comments', 'licences', 'exchange', 'interfaces', 'reviews', 'made-up'];
  const topicsOf = (...roles: string[]) => [...listenerFor(staffActor('office', roles), all).topics];
  expect(topicsOf('clerk')).toEqual(['cases', 'case-comments', 'licences']);
  expect(topicsOf('inspector')).toEqual(['cases']);
  expect(topicsOf('data-officer')).toEqual(['cases', 'licences', 'exchange', 'interfaces', 'reviews']);
  expect(topicsOf('audit-admin')).toEqual([]);
  const own = (role: string) => [...listenerFor(staffActor('office', [role]), ['matters', 'nodes']).topics];
  expect([own('matter-editor'), own('data-officer')]).toEqual([['matters'], ['nodes']]);
  const text = await heard(staffActor('office', ['clerk']), 'cases', (live) =>
    live.publish({ topic: 'cases', data: { caseId: 'c1' }, subject: 'secret-index' }),
  );
  expect(text).toContain('{"caseId":"c1"}');
  expect(text).not.toContain('secret-index');
});

test('figures for operators are there while the database is away, and not for those who come through a proxy', async () => {
  const { url } = await serve(anonymous);
  const inside = await fetch(`${url}/metrics`);
  expect(inside.status).toBe(200);
  expect(await inside.text()).toContain('yiwang_always_away');
  expect((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(404);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
});
