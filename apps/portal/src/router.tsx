import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router';
import { HomePage } from './pages/home/home-page.tsx';
import type { Path } from './shell/link.tsx';
import { BrokenPage } from './shell/broken-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Loading, markMoved } from './shell/page.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const only = <K extends string>(name: K, value: string | undefined): { [N in K]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [N in K]?: string };
/** Keeps the named parameters that are filled. */
const texts =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>): { [N in K]?: string } =>
    Object.assign({}, ...names.map((name) => only(name, text(search[name]))));
const route = (path: Path, component: RouteComponent) => createRoute({ getParentRoute: () => root, path, component });

const routes = [
  route('/', HomePage),
  createRoute({
    getParentRoute: () => root,
    path: '/matters',
    validateSearch: (search): { q?: string } => only('q', text(search['q'])),
    component: lazyRouteComponent(() => import('./pages/matters/matters-page.tsx'), 'MattersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/matters/$matterId',
    validateSearch: (search): { start?: 1 } => (search['start'] ? { start: 1 } : {}),
    component: lazyRouteComponent(() => import('./pages/matters/guide-page.tsx'), 'GuidePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/service-points',
    validateSearch: texts('q', 'county', 'town', 'matter', 'open'),
    component: lazyRouteComponent(() => import('./pages/points/points-page.tsx'), 'PointsPage'),
  }),
  route(
    '/apply/$caseId',
    lazyRouteComponent(() => import('./pages/apply/apply-page.tsx'), 'ApplyPage'),
  ),
  route(
    '/apply/$caseId/result',
    lazyRouteComponent(() => import('./pages/apply/result-page.tsx'), 'ResultPage'),
  ),
  route(
    '/cases',
    lazyRouteComponent(() => import('./pages/cases/cases-page.tsx'), 'CasesPage'),
  ),
  route(
    '/cases/$caseId',
    lazyRouteComponent(() => import('./pages/cases/case-page.tsx'), 'CasePage'),
  ),
  route(
    '/licences',
    lazyRouteComponent(() => import('./pages/licences/licences-page.tsx'), 'LicencesPage'),
  ),
  route(
    '/licences/$licenceId',
    lazyRouteComponent(() => import('./pages/licences/licence-page.tsx'), 'LicencePage'),
  ),
  createRoute({
    getParentRoute: () => root,
    path: '/my-data',
    validateSearch: texts('by', 'period', 'office', 'officeName', 'case'),
    component: lazyRouteComponent(() => import('./pages/my-data/my-data-page.tsx'), 'MyDataPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/my-data/ask',
    validateSearch: texts('read', 'resource', 'title', 'office', 'case'),
    component: lazyRouteComponent(() => import('./pages/my-data/ask-page.tsx'), 'AskPage'),
  }),
  route(
    '/my-data/questions',
    lazyRouteComponent(() => import('./pages/my-data/questions-page.tsx'), 'QuestionsPage'),
  ),
  route(
    '/my-data/questions/$questionId',
    lazyRouteComponent(() => import('./pages/my-data/question-page.tsx'), 'QuestionPage'),
  ),
  route(
    '/my-data/reads/$readId/grant',
    lazyRouteComponent(() => import('./pages/my-data/grant-page.tsx'), 'GrantPage'),
  ),
  createRoute({
    getParentRoute: () => root,
    path: '/acting',
    validateSearch: texts('return'),
    component: lazyRouteComponent(() => import('./pages/acting/acting-page.tsx'), 'ActingPage'),
  }),
  route(
    '/firms/$firmId/agents',
    lazyRouteComponent(() => import('./pages/acting/agents-page.tsx'), 'AgentsPage'),
  ),
  createRoute({
    getParentRoute: () => root,
    path: '/verify',
    validateSearch: (search): { t?: string } => only('t', text(search['t'])),
    component: lazyRouteComponent(() => import('./pages/verify/verify-page.tsx'), 'VerifyPage'),
  }),
  route(
    '/login/$uid',
    lazyRouteComponent(() => import('./pages/login/login-page.tsx'), 'LoginPage'),
  ),
  route(
    '/me',
    lazyRouteComponent(() => import('./pages/me/me-page.tsx'), 'MePage'),
  ),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  // Plain texts: the default would read a verification token made of digits as a number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const filled = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

router.subscribe('onBeforeNavigate', ({ fromLocation }) => {
  if (fromLocation) markMoved();
});
