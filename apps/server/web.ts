import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventStreamHub } from '@platform/http';
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
  deps: { live: EventStreamHub; metrics: Metrics; ready: () => Promise<{ ready: boolean; checks: Record<string, boolean> }> },
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
  app.get('/api/live', { schema: { hide: true } }, (request, reply) => {
    const topics = String((request.query as { topics?: string }).topics ?? '').split(',').filter(Boolean).slice(0, 10);
    reply.hijack();
    deps.live.subscribe(reply.raw, new Set(topics));
  });
  app.get('/healthz', { schema: { hide: true } }, async () => ({ alive: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const state = await deps.ready();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { contentType, body } = await deps.metrics.text();
    return reply.type(contentType).send(body);
  });
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
