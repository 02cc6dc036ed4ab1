import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { HomePage } from './shell/home-page.tsx';
import { BrokenPage, NotFoundPage } from './shell/other-pages.tsx';
import { Waiting } from './shell/page.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

/** Keeps the named parameters that are filled; all others are dropped from the address. */
const keep =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>): Partial<Record<K, string>> => {
    const kept: Partial<Record<K, string>> = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') kept[name] = value;
    }
    return kept;
  };

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/work',
    validateSearch: keep('view', 'state', 'light', 'matter', 'mine', 'q'),
    component: lazyRouteComponent(() => import('./pages/work/work-page.tsx'), 'WorkPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/work/$caseId',
    validateSearch: keep('view', 'state', 'light', 'matter', 'mine', 'q', 'comments'),
    component: lazyRouteComponent(() => import('./pages/case/case-page.tsx'), 'CasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/window',
    component: lazyRouteComponent(() => import('./pages/window/window-page.tsx'), 'WindowPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/window/$visitorId',
    component: lazyRouteComponent(() => import('./pages/window/visitor-page.tsx'), 'VisitorPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/window/cases/$caseId',
    validateSearch: keep('visitor'),
    component: lazyRouteComponent(() => import('./pages/window/window-case-page.tsx'), 'WindowCasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/work-board',
    validateSearch: keep('by', 'days', 'figure', 'of'),
    component: lazyRouteComponent(() => import('./pages/work-board/work-board-page.tsx'), 'WorkBoardPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/volumes',
    validateSearch: keep('period', 'from', 'to', 'area', 'level', 'channel', 'origin', 'figure', 'of', 'matter'),
    component: lazyRouteComponent(() => import('./pages/volumes/volumes-page.tsx'), 'VolumesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/substitutes',
    component: lazyRouteComponent(() => import('./pages/substitutes/substitutes-page.tsx'), 'SubstitutesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/systems',
    component: lazyRouteComponent(() => import('./pages/systems/systems-page.tsx'), 'SystemsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/verifications',
    validateSearch: keep('state', 'open'),
    component: lazyRouteComponent(() => import('./pages/verifications/verifications-page.tsx'), 'VerificationsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/railway',
    validateSearch: keep('q', 'organisation', 'state', 'kind', 'view'),
    component: lazyRouteComponent(() => import('./pages/railway/railway-page.tsx'), 'RailwayPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/lines/$lineId',
    validateSearch: keep('tab', 'hours', 'state', 'reason', 'open'),
    component: lazyRouteComponent(() => import('./pages/line/line-page.tsx'), 'LinePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/flows',
    validateSearch: keep('period', 'from', 'to', 'measure', 'open'),
    component: lazyRouteComponent(() => import('./pages/flows/flows-page.tsx'), 'FlowsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections',
    validateSearch: keep('q', 'state', 'organisation'),
    component: lazyRouteComponent(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections/new',
    validateSearch: keep('step', 'connection', 'organisation', 'system', 'table'),
    component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections/$connectionId',
    component: lazyRouteComponent(() => import('./pages/connections/connection-page.tsx'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    validateSearch: keep('q', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/runs/runs-page.tsx'), 'RunsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/islands',
    validateSearch: keep('q', 'state', 'field', 'vertical', 'open'),
    component: lazyRouteComponent(() => import('./pages/islands/islands-page.tsx'), 'IslandsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reconciliations',
    validateSearch: keep('q', 'state', 'open'),
    component: lazyRouteComponent(
      () => import('./pages/reconciliations/reconciliations-page.tsx'),
      'ReconciliationsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/lineage',
    validateSearch: keep('q', 'kind', 'node'),
    component: lazyRouteComponent(() => import('./pages/lineage/lineage-page.tsx'), 'LineagePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/nodes',
    validateSearch: keep('q', 'direction', 'tab', 'peer', 'open'),
    component: lazyRouteComponent(() => import('./pages/nodes/nodes-page.tsx'), 'NodesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/across',
    validateSearch: keep('tab', 'open', 'ask'),
    component: lazyRouteComponent(() => import('./pages/across/across-page.tsx'), 'AcrossPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/upstreams',
    validateSearch: keep('tab', 'q', 'platform', 'state', 'kind', 'open'),
    component: lazyRouteComponent(() => import('./pages/upstreams/upstreams-page.tsx'), 'UpstreamsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/streams',
    validateSearch: keep('q', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/streams/streams-page.tsx'), 'StreamsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sources',
    validateSearch: keep('q', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/sources/sources-page.tsx'), 'SourcesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/loads/$loadId',
    validateSearch: keep('reason'),
    component: lazyRouteComponent(() => import('./pages/loads/load-page.tsx'), 'LoadPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/catalogue',
    validateSearch: keep('q', 'share', 'provider', 'category', 'grade', 'open', 'tab'),
    component: lazyRouteComponent(() => import('./pages/catalogue/catalogue-page.tsx'), 'CataloguePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/entries',
    validateSearch: keep('q', 'state', 'provider'),
    component: lazyRouteComponent(() => import('./pages/catalogue/entries-page.tsx'), 'EntriesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/entries/new',
    component: lazyRouteComponent(() => import('./pages/catalogue/new-entry-page.tsx'), 'NewEntryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/entries/$entryId',
    component: lazyRouteComponent(() => import('./pages/catalogue/entry-page.tsx'), 'EntryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/responsibilities',
    validateSearch: keep('provider', 'state'),
    component: lazyRouteComponent(
      () => import('./pages/responsibilities/responsibilities-page.tsx'),
      'ResponsibilitiesPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/upkeep',
    validateSearch: keep('tab', 'days', 'provider'),
    component: lazyRouteComponent(() => import('./pages/catalogue/upkeep-page.tsx'), 'UpkeepPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/discoveries',
    validateSearch: keep('state', 'resource'),
    component: lazyRouteComponent(() => import('./pages/discovery/discoveries-page.tsx'), 'DiscoveriesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/registries',
    validateSearch: keep('q', 'registry', 'open'),
    component: lazyRouteComponent(() => import('./pages/registries/registries-page.tsx'), 'RegistriesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/interfaces',
    validateSearch: keep('q', 'mode', 'open', 'tab', 'view'),
    component: lazyRouteComponent(() => import('./pages/interfaces/interfaces-page.tsx'), 'InterfacesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/interfaces/define',
    validateSearch: keep('id', 'resource'),
    component: lazyRouteComponent(() => import('./pages/interfaces/define/define-page.tsx'), 'DefinePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/requests',
    validateSearch: keep('view', 'state', 'stage', 'q', 'resource', 'organisation', 'figure', 'from', 'to', 'open'),
    component: lazyRouteComponent(() => import('./pages/sharing/requests-page.tsx'), 'RequestsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/requests/$requestId',
    component: lazyRouteComponent(() => import('./pages/sharing/request-page.tsx'), 'RequestPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/new',
    validateSearch: keep('resource', 'request'),
    component: lazyRouteComponent(() => import('./pages/sharing/new-request-page.tsx'), 'NewRequestPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/grants',
    validateSearch: keep('view', 'state', 'q', 'open'),
    component: lazyRouteComponent(() => import('./pages/sharing/grants-page.tsx'), 'GrantsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/board',
    validateSearch: keep('days'),
    component: lazyRouteComponent(() => import('./pages/sharing/board-page.tsx'), 'BoardPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sharing/disputes',
    validateSearch: keep('view', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/sharing/disputes-page.tsx'), 'DisputesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/deliveries',
    validateSearch: keep('side', 'q', 'state', 'kind', 'open'),
    component: lazyRouteComponent(() => import('./pages/deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tracing',
    component: lazyRouteComponent(() => import('./pages/deliveries/trace-page.tsx'), 'TracePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sandbox',
    validateSearch: keep('side', 'q', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/sandbox/sandbox-page.tsx'), 'SandboxPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sandbox/new',
    component: lazyRouteComponent(() => import('./pages/sandbox/builder-page.tsx'), 'BuilderPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/applications',
    validateSearch: keep('q', 'open', 'tab'),
    component: lazyRouteComponent(() => import('./pages/applications/applications-page.tsx'), 'ApplicationsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/questions',
    validateSearch: keep('q', 'kind', 'state', 'light', 'open'),
    component: lazyRouteComponent(() => import('./pages/questions/questions-page.tsx'), 'QuestionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/unusual-reads',
    validateSearch: keep('q', 'rule', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/unusual-reads/unusual-reads-page.tsx'), 'UnusualReadsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/watched',
    validateSearch: keep('state'),
    component: lazyRouteComponent(() => import('./pages/watched/watched-page.tsx'), 'WatchedPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/receipts',
    validateSearch: keep('tab', 'id', 'kind', 'application', 'organisation', 'from', 'to', 'open'),
    component: lazyRouteComponent(() => import('./pages/receipts/receipts-page.tsx'), 'ReceiptsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/matters',
    validateSearch: keep('q', 'view', 'organisation', 'level', 'type', 'project', 'figure', 'not'),
    component: lazyRouteComponent(() => import('./pages/matters/matters-page.tsx'), 'MattersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/matters/$matterId',
    validateSearch: keep('tab'),
    component: lazyRouteComponent(() => import('./pages/matters/matter-page.tsx'), 'MatterPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/basic-matters',
    validateSearch: keep('q', 'type', 'implemented'),
    component: lazyRouteComponent(() => import('./pages/matters/basic-matters-page.tsx'), 'BasicMattersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/service-points',
    validateSearch: keep('q', 'division', 'level', 'matter'),
    component: lazyRouteComponent(() => import('./pages/service-points/service-points-page.tsx'), 'ServicePointsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/matter-figures',
    validateSearch: keep('level', 'reduced'),
    component: lazyRouteComponent(() => import('./pages/matter-figures/matter-figures-page.tsx'), 'MatterFiguresPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/payments',
    validateSearch: keep('tab', 'q', 'state', 'open'),
    component: lazyRouteComponent(() => import('./pages/payments/payments-page.tsx'), 'PaymentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reports',
    validateSearch: keep('tab', 'q', 'state', 'day', 'open'),
    component: lazyRouteComponent(() => import('./pages/reports/reports-page.tsx'), 'ReportsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/accounts',
    validateSearch: keep('q', 'open'),
    component: lazyRouteComponent(() => import('./pages/accounts/accounts-page.tsx'), 'AccountsPage'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  // Plain texts: the default would read a search for digits as a number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const filled = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
