import { startMockServer as start, type MockCall, type MockServer } from '@yiwang/tests/pages/mock-server.ts';
import * as access from './mock-access.ts';
import * as work from './mock-cases.ts';
import * as drawers from './mock-drawers.ts';
import { volumeCases, volumes } from './mock-volumes.ts';
import * as loads from './mock-data.ts';
import * as handling from './mock-work.ts';
import { matterInWork } from './mock-matters.ts';
import { answerRail } from './mock-rail-answers.ts';

const data = { ...access, ...work, ...loads, ...handling };

const ALL = [
  'matters.read',
  'matters.edit',
  'cases.read',
  'cases.read-personal-data',
  'cases.decide',
  'cases.supervise',
  'cases.move',
  'cases.read-volumes',
  'licences.verify-facts',
  'exchange.read',
  'exchange.run-load',
  'exchange.manage-lines',
  'nodes.read',
  'nodes.manage',
  'nodes.publish',
  'exchange.read-rejected-rows',
  'catalogue.read',
  'base-registries.read',
  'interfaces.read',
  'interfaces.manage-keys',
  'identity.manage-accounts',
  'identity.grant-roles',
];
/** What the cookie `mock` asks for: `full` (also without one), `empty`, `failing`, `signed-out`, `no-rights`. */
type Mode = 'full' | 'empty' | 'failing' | 'signed-out' | 'no-rights';

/** Serves a built console and invented answers. Deterministic; keeps only what was decided. */
export async function startMockServer(dist: string): Promise<MockServer & { sent: { path: string; body: unknown }[] }> {
  const decided = new Map<string, { action: string; revision: number }>();
  const sent: { path: string; body: unknown }[] = [];
  const matter = matterInWork();

  async function answer(call: MockCall): Promise<void> {
    const { method, url, path, mode: asked, body: read, json, problem } = call;
    const mode = asked as Mode;
    if (path === '/session') {
      if (mode === 'signed-out') return json(200, { ...data.session([], []), account: null });
      return json(
        200,
        mode === 'no-rights'
          ? data.session([], [])
          : data.session(ALL, [{ id: 'clerk', title: { zh: '审批人员', en: 'Clerk' } }]),
      );
    }
    if (mode === 'failing')
      return problem(500, 'platform.internal', {
        zh: '系统出错，请稍后再试。',
        en: 'Something broke; please try again later.',
      });
    const body: unknown = method === 'GET' ? undefined : await read();
    if (method !== 'GET') sent.push({ path: url.pathname, body });
    const stale = () =>
      problem(409, 'cases.changed-meanwhile', {
        zh: '办件刚被其他人处理过。请刷新页面，看过最新内容后再操作。',
        en: 'Someone else has just handled this case. Reload the page and look at it before acting.',
      });
    const items = <T>(list: readonly T[]) => (mode === 'empty' ? [] : list);
    const page = <T>(list: readonly T[]) => {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const size = Number(url.searchParams.get('limit') ?? 20);
      const next = from + size < list.length ? String(from + size) : undefined;
      return {
        items: list.slice(from, from + size),
        ...(next ? { next } : {}),
        ...(from === 0 ? { total: list.length } : {}),
      };
    };
    if (answerRail(call, body, { items, page })) return;
    const [, first = '', second = '', third = '', fourth = ''] = path.split('/');
    const fileOf = (id: string) => {
      const done = decided.get(id) ?? { revision: 3 };
      const file = data.workCase(id, done);
      return file && { ...file, ...data.insideOf(id, 'action' in done && done.action === 'approve') };
    };
    if (first === 'work' && second === 'tasks') {
      if (!third) {
        const q = url.searchParams.get('q') ?? '';
        const light = url.searchParams.get('light');
        const open = (url.searchParams.get('state') ?? 'open') === 'open';
        return json(
          200,
          page(items(data.tasks).filter((one) => open && one.caseNo.includes(q) && (!light || one.light === light))),
        );
      }
      if (third === 'batch')
        return json(200, {
          // Someone else has claimed every second one meanwhile.
          items: (body as { ids: string[] }).ids.map((id, n) =>
            n % 2 === 0
              ? { id, done: true }
              : { id, done: false, error: { code: 'cases.task-held', message: '这项任务已由其他人员认领。' } },
          ),
        });
      const caseId = data.caseOfTask(third) ?? '';
      if (fourth === 'complete') {
        const before = decided.get(caseId) ?? { revision: 3 };
        if ((body as { revision: number }).revision !== before.revision || caseId.endsWith('9')) return stale();
        decided.set(caseId, { action: (body as { result: string }).result, revision: before.revision + 1 });
      }
      return json(200, { id: third, caseId, tasks: [third], revision: 4 });
    }
    if (first === 'work' && second === 'board')
      return json(200, third ? page(items(data.boardCases)) : data.board(mode === 'empty'));
    if (first === 'work' && second === 'volumes')
      return json(200, third ? page(items(volumeCases)) : volumes(mode === 'empty'));
    if (first === 'work' && second.startsWith('returned-'))
      return json(
        200,
        page(items<object>(second.endsWith('faults') ? drawers.returnedFaults : drawers.returnedSystems)),
      );
    if (first === 'work' && second === 'stopped') return json(200, page([]));
    if (first === 'work' && second === 'running-versions') return json(200, { items: items(drawers.runningVersions) });
    if (first === 'work' && fourth === 'try-moves') return json(200, drawers.moveTrial);
    if (first === 'divisions') return json(200, { items: [] });
    if (first === 'work' && second === 'mentions') return json(200, { ...page([]), unseen: 0 });
    if (first === 'work' && second === 'systems') return json(200, { items: items(data.systems) });
    if (first === 'work' && second === 'substitutes') return json(200, { items: items(data.substitutes) });
    if (first === 'work' && second === 'colleagues') return json(200, { items: items(data.colleagues) });
    if (path === '/matters/work/card') return json(200, method === 'PUT' ? matter.save(body) : matter.read());
    if (path === '/matters') return json(200, page(items([{ id: 'card', title: data.cases[0]?.title }])));
    if (first === 'work' && second === 'cases') {
      if (!third) {
        const q = url.searchParams.get('q') ?? '';
        const light = url.searchParams.get('light');
        return json(
          200,
          page(items(data.cases).filter((one) => one.caseNo.includes(q) && (!light || one.clock.light === light))),
        );
      }
      if (fourth === 'comments') return json(200, { items: [], open: 0, seen: 0 });
      const before = decided.get(third) ?? { revision: 3 };
      if (fourth) {
        if ((body as { revision: number }).revision !== before.revision || third.endsWith('9')) return stale();
        decided.set(third, { action: fourth, revision: before.revision + 1 });
      }
      const file = fileOf(third);
      return file
        ? json(200, file)
        : problem(404, 'cases.case-not-found', { zh: '没有找到这个办件。', en: 'This case was not found.' });
    }
    if (first === 'work' && second === 'verifications') {
      const state = url.searchParams.get('state');
      return json(
        200,
        fourth ? data.verifications[0] : page(items(data.verifications).filter((one) => !state || one.state === state)),
      );
    }
    if (path === '/exchange/sources') return json(200, { items: items(data.sources) });
    if (first === 'exchange' && second === 'sources')
      return fourth
        ? json(202, { loadId: data.running.id })
        : json(
            200,
            data.sources.find(({ id }) => id === third),
          );
    if (path === '/exchange/loads')
      return json(
        200,
        page(data.loads.filter(({ sourceId }) => sourceId === (url.searchParams.get('source') ?? sourceId))),
      );
    if (first === 'exchange' && fourth === 'rejected') {
      const reason = url.searchParams.get('reason');
      return json(200, page(data.rejected.filter(({ reasons }) => !reason || reasons[0]?.code === reason)));
    }
    if (first === 'exchange') return json(200, data.loadById(third));
    if (path === '/catalogue/resources') return json(200, { items: items(data.resources) });
    if (path === '/catalogue/received') return json(200, page([]));
    if (first === 'catalogue')
      return json(
        200,
        data.resources.find(({ id }) => id === third),
      );
    if (path === '/registries') return json(200, { items: items(data.registries) });
    if (path === '/interfaces') return json(200, { items: items(data.interfaces) });
    if (path === '/interfaces/definitions') return json(200, { items: items(data.definitions) });
    if (first === 'interfaces' && !third) return json(200, data.interfaceDetail(second));
    if (first === 'interfaces') return json(200, page(second === 'population-masked' ? [] : data.calls));
    if (path === '/applications') return json(200, { items: items(data.applications) });
    if (first === 'applications' && third === 'keys' && !fourth)
      return json(201, { keyId: 'ak_newnewnew', secret: 'sk_c2VjcmV0LXNob3duLW9uY2Utb25seQ' });
    if (first === 'applications' && third === 'calls') return json(200, { ...page([]), refusals: [] });
    if (first === 'applications') return json(200, { revoked: true });
    if (path === '/organisations') return json(200, { items: data.organisations });
    if (path === '/accounts' && method === 'GET') return json(200, page(items(data.accounts)));
    if (first === 'accounts') return json(200, data.accounts[0]);
    return problem(404, 'http.not-found', { zh: '没有这个地址。', en: 'No such address.' });
  }

  return { ...(await start({ app: 'console', dist, answer })), sent };
}
