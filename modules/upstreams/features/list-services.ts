import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { countByApplication, countByDay, listCalls } from '../store/calls.ts';
import { CallView, Cursor, GrantView, IdParams, ServiceDetail, ServiceView } from './schemas.ts';
import { callView, grantView, limitsView, monthStart, same, serviceView, serviceViews, when } from './views.ts';

/** Services of the levels above, by id; the filters leave out what does not fit before the page is cut. */
export function listServices(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-services',
    method: 'GET',
    path: '/api/upstreams',
    summary: { zh: '上级平台的数据服务', en: 'Data services of the levels above' },
    access: { permission: 'upstreams.read' },
    query: Type.Object({
      ...Cursor,
      q: Type.Optional(Type.String({ maxLength: 100 })),
      platform: Type.Optional(Type.String({ maxLength: 64 })),
      state: Type.Optional(ServiceView.properties.state),
    }),
    response: Page(ServiceView),
    async handle(_, { query }) {
      const limit = query.limit ?? 50;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const words = (query.q ?? '').trim().toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (one: ReturnType<Own['book']['service']>): boolean => {
        const { title, provider, summary } = one.definition;
        const text = [one.id, title.zh, title.en, provider?.zh, provider?.en, summary?.zh, summary?.en]
          .join(' ')
          .toLowerCase();
        return (
          (query.platform === undefined || one.platform === query.platform) &&
          words.every((word) => text.includes(word))
        );
      };
      const all = deps.book
        .services()
        .filter(
          (one) => fits(one) && (query.state === undefined || serviceView(deps, one, undefined).state === query.state),
        );
      const rest = all.filter((one) => after === undefined || one.id > String(after)).slice(0, limit + 1);
      const page = cursorPage(await serviceViews(deps, rest), limit, (one) => [one.id]);
      return { ...page, total: all.length };
    },
  });
}

export function showService(deps: Own): Feature {
  return feature({
    name: 'upstreams.show-service',
    method: 'GET',
    path: '/api/upstreams/:id',
    summary: { zh: '一个上级服务：参数、授权、熔断状态、调用量', en: 'One service of a level above' },
    access: { permission: 'upstreams.read' },
    params: IdParams,
    response: ServiceDetail,
    async handle(_, { params }) {
      const one = deps.book.service(params.id);
      const [view] = await serviceViews(deps, [one]);
      const { applications, days } = await deps.database.read(async (tx) => ({
        applications: await countByApplication(tx, one.id, monthStart(deps)),
        days: await countByDay(tx, one.id, monthStart(deps)),
      }));
      const { summary, code, path, upperCatalogue, upperResource, parameters, fields } = one.definition;
      return {
        ...(view as NonNullable<typeof view>),
        ...when('summary', summary, same),
        ...when('code', code, same),
        path,
        ...when('upperCatalogue', upperCatalogue, same),
        ...when('upperResource', upperResource, same),
        parameters: parameters.map(({ name, title, required, personal }) => ({
          name,
          title,
          required: required ?? true,
          personal: personal ?? true,
        })),
        fields: fields.map(({ name, title }) => ({ name, title })),
        limits: limitsView(one),
        grants: deps.book.grantsOf(one).map((grant) => grantView(deps, grant)),
        applications,
        days,
      };
    },
  });
}

export function listCallsCase(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-calls',
    method: 'GET',
    path: '/api/upstreams/:id/calls',
    summary: { zh: '上级服务的调用记录', en: 'Calls of a service of a level above' },
    access: { permission: 'upstreams.read' },
    params: IdParams,
    query: Type.Object(Cursor),
    response: Page(CallView),
    async handle(_, { params, query }) {
      const one = deps.book.service(params.id);
      const limit = query.limit ?? 50;
      const key = decodeCursor(query.cursor, 2);
      const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
      const rows = await deps.database.readOnce((tx) => listCalls(tx, { service: one.id, after, limit: limit + 1 }));
      const page = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      return { ...page, items: page.items.map((row) => callView(deps, row)) };
    },
  });
}

export function listGrantsOfService(deps: Own): Feature {
  return feature({
    name: 'upstreams.list-grants-of-service',
    method: 'GET',
    path: '/api/upstreams/:id/grants',
    summary: { zh: '上级对这个服务的授权', en: 'Grants from above for this service' },
    access: { permission: 'upstreams.read' },
    params: IdParams,
    response: Type.Object({ items: Type.Array(GrantView) }),
    async handle(_, { params }) {
      return { items: deps.book.grantsOf(deps.book.service(params.id)).map((one) => grantView(deps, one)) };
    },
  });
}
