import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { platformUrl } from '../adapters/post-json.ts';
import { credentialsContext } from '../book.ts';
import { pullCatalogue, syncApplications } from '../carry/business.ts';
import { probe } from '../carry/health.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { demandCredentials } from '../call-upstream.ts';
import { dropCredentials, saveCredentials, tellServices } from '../store/services.ts';
import { countUnresolved } from '../store/upward.ts';
import { IdParams, PlatformView, strict } from './schemas.ts';
import { platformView } from './views.ts';

export function listPlatforms(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-platforms',
    method: 'GET',
    path: '/api/upstreams/platforms',
    summary: { zh: '上级平台及其连通状态', en: 'Platforms above and whether they answer' },
    access: { permission: 'upstreams.read' },
    response: Type.Object({ items: Type.Array(PlatformView), unresolved: Type.Integer() }),
    async handle() {
      const unresolved = await deps.database.readOnce(countUnresolved);
      return { items: deps.book.platforms().map((one) => platformView(deps, one)), unresolved };
    },
  });
}

/** Sets address and credentials. The secret is sealed, and no answer ever holds it. */
export function setCredentials(deps: Own): Feature {
  return feature({
    name: 'upstreams.set-credentials',
    method: 'PUT',
    path: '/api/upstreams/platforms/:id/credentials',
    summary: { zh: '填写上级平台的地址和凭据', en: 'Set address and credentials of a platform above' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    rateLimit: 20,
    body: Type.Object(
      {
        url: Type.String({ minLength: 8, maxLength: 500 }),
        caller: Type.String({ minLength: 1, maxLength: 200 }),
        secret: Type.String({ minLength: 1, maxLength: 500 }),
      },
      strict,
    ),
    response: PlatformView,
    async handle({ actor, trace }, { params, body }) {
      const { id } = deps.book.platform(params.id).definition;
      const url = platformUrl(body.url);
      await deps.database.transaction(async (tx) => {
        await saveCredentials(tx, {
          platform: id,
          url,
          caller: body.caller.trim(),
          secret: deps.sealer.sealText(body.secret.trim(), credentialsContext(id)),
          setAt: deps.clock.now(),
          setBy: actorLabel(actor).id,
        });
        await tellServices(tx);
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.set-credentials',
          subject: `upstream:${id}`,
          detail: { url, caller: body.caller.trim() },
          trace,
        });
      });
      await deps.book.refresh();
      await probe(deps, id);
      deps.live.publish({ topic: LIVE_TOPIC, data: { platform: id } });
      return platformView(deps, deps.book.platform(id));
    },
  });
}

/** Forgets what was set on the console; the deployment's own hold again, if there are any. */
export function forgetCredentials(deps: Own): Feature {
  return feature({
    name: 'upstreams.forget-credentials',
    method: 'DELETE',
    path: '/api/upstreams/platforms/:id/credentials',
    summary: { zh: '删除在页面上填写的凭据', en: 'Remove credentials set on the console' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    response: PlatformView,
    async handle({ actor, trace }, { params }) {
      const { id } = deps.book.platform(params.id).definition;
      await deps.database.transaction(async (tx) => {
        if (!(await dropCredentials(tx, id))) return;
        await tellServices(tx);
        await deps.audit.append(tx, {
          actor,
          action: 'upstreams.forget-credentials',
          subject: `upstream:${id}`,
          trace,
        });
      });
      await deps.book.refresh();
      return platformView(deps, deps.book.platform(id));
    },
  });
}

/** `POST …/probe`: is it there; `…/pull`: its catalogue and our applications there, anew. */
export function askPlatform(deps: Own, order: 'probe' | 'pull'): Feature {
  return feature({
    name: `upstreams.${order}-platform`,
    method: 'POST',
    path: `/api/upstreams/platforms/:id/${order}`,
    summary:
      order === 'probe'
        ? { zh: '测试上级平台是否连通', en: 'Ask whether a platform above answers' }
        : { zh: '更新上级目录和授权状态', en: 'Read the catalogue above and the state of applications anew' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    rateLimit: 30,
    response: PlatformView,
    async handle({ actor, trace }, { params }) {
      const platform = deps.book.platform(params.id);
      demandCredentials(platform);
      if (order === 'probe') await probe(deps, params.id);
      else {
        const found = await pullCatalogue(deps, platform);
        await syncApplications(deps, platform);
        await deps.database.transaction((tx) =>
          deps.audit.append(tx, {
            actor,
            action: 'upstreams.pull-platform',
            subject: `upstream:${params.id}`,
            detail: { resources: found },
            trace,
          }),
        );
      }
      return platformView(deps, deps.book.platform(params.id));
    },
  });
}
