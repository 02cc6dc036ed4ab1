import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand, type Actor } from '@platform/access';
import type { EventStreamHub, LiveListener, SessionResolver } from '@platform/http';
import type { Metrics } from '@platform/metrics';
import { REPOSITORY } from './settings.ts';

/** The built applications and where they stand; the first whose path fits serves a page. */
const APPS = [
  { name: 'console', at: '/console/' },
  { name: 'cockpit', at: '/cockpit/' },
  { name: 'portal', at: '/' },
] as const;

const NOT_PAGES = /^\/(api|auth|oidc|docs|openapi\.json|metrics|healthz|readyz)(\/|\?|$)/;

/** Pages, live messages and what operators ask for, beside the API. */
export async function serveWeb(
  app: FastifyInstance,
  deps: {
    live: EventStreamHub;
    metrics: Metrics;
    resolveSession: SessionResolver;
    ready: () => Promise<{ ready: boolean; checks: Record<string, boolean> }>;
  },
): Promise<void> {
  for (const { name, at } of APPS) {
    const root = join(REPOSITORY, 'apps', name, 'dist');
    if (!existsSync(join(root, 'index.html'))) continue;
    await app.register(fastifyStatic, {
      root,
      prefix: at,
      decorateReply: at === '/',
      wildcard: false,
      preCompressed: true,
      // File names carry a hash of their content; pages do not.
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.get('/api/live', { schema: { hide: true } }, async (request, reply) => {
    const topics = String((request.query as { topics?: string }).topics ?? '')
      .split(',')
      .filter(Boolean)
      .slice(0, 10);
    const listener = listenerFor(await deps.resolveSession(request), topics);
    reply.hijack();
    deps.live.subscribe(reply.raw, listener);
  });
  app.get('/healthz', { schema: { hide: true } }, async () => ({ alive: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const state = await deps.ready();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // For the collector on this machine. What comes through a proxy comes from outside.
    if (PROXIED.some((header) => request.headers[header] !== undefined)) return reply.callNotFound();
    const { contentType, body } = await deps.metrics.text();
    return reply.type(contentType).send(body);
  });
}

/** What a proxy adds to the requests it hands on. */
const PROXIED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'] as const;

/** What staff must hold to hear of a topic; any one of these. */
const STAFF_TOPICS: Record<string, readonly string[]> = {
  cases: ['cases.read', 'cockpit.read'],
  'case-comments': ['cases.read-personal-data'],
  licences: ['licences.verify-facts', 'cockpit.read'],
  exchange: ['exchange.read', 'base-registries.read', 'cockpit.read'],
  interfaces: ['interfaces.read', 'cockpit.read'],
  receipts: ['receipts.read'],
  reviews: ['cockpit.read'],
  sharing: ['sharing.read', 'cockpit.read'],
  catalogue: ['catalogue.read'],
  deliveries: ['deliveries.request', 'deliveries.review'],
  upstreams: ['upstreams.read'],
  reports: ['reports.read'],
  payments: ['payments.read', 'cases.take-in'],
  disclosures: ['disclosures.answer'],
  matters: ['matters.read'],
  nodes: ['sharing.read', 'nodes.read'],
  'data-security': ['data-security.read', 'data-security.explain', 'data-security.confirm'],
};
/** What may be about a resident's own affairs. */
const RESIDENT_TOPICS = ['cases', 'licences', 'reviews', 'disclosures'];

/** The topics asked for that this actor may hear. @throws access.sign-in-first */
export function listenerFor(actor: Actor, topics: readonly string[]): LiveListener {
  demand({ signedIn: 'any' }, actor);
  if (actor.kind === 'person')
    return {
      topics: new Set(topics.filter((topic) => RESIDENT_TOPICS.includes(topic))),
      resident: { subject: actor.actingFor?.subject ?? actor.subject },
    };
  const held = actor.kind === 'staff' ? actor.permissions : new Set<string>();
  return {
    topics: new Set(topics.filter((topic) => (STAFF_TOPICS[topic] ?? []).some((permission) => held.has(permission)))),
  };
}

/** Single-page applications answer every address of theirs with their one page. */
export function pageOf(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const { url, method, headers } = request;
  if (method !== 'GET' || NOT_PAGES.test(url) || !(headers.accept ?? '').includes('text/html')) return undefined;
  const app = APPS.find(({ at }) => url.startsWith(at) || `${url.split('?')[0]}/` === at) ?? APPS[2];
  const root = join(REPOSITORY, 'apps', app.name, 'dist');
  if (!existsSync(join(root, 'index.html'))) return undefined;
  return reply.header('cache-control', 'no-cache').sendFile('index.html', root);
}
