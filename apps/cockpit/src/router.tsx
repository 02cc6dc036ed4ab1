import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { BoardPage } from './board/board-page.tsx';
import { BrokenPage } from './shell/broken-page.tsx';
import { Waiting } from './shell/notices.tsx';
import { Shell } from './shell/shell.tsx';

/** `open` is the figure whose records are shown; `show` the one on the map. */
export type BoardSearch = { open?: string; show?: string };

const validateSearch = (search: Record<string, unknown>): BoardSearch => ({
  ...(typeof search['open'] === 'string' && search['open'] ? { open: search['open'] } : {}),
  ...(typeof search['show'] === 'string' && search['show'] ? { show: search['show'] } : {}),
});

const root = createRootRoute({ component: Shell, notFoundComponent: BrokenPage });
const routes = [
  createRoute({ getParentRoute: () => root, path: '/', validateSearch, component: BoardPage }),
  createRoute({ getParentRoute: () => root, path: '/$boardId', validateSearch, component: BoardPage }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/cockpit',
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const filled = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
  defaultPendingComponent: Waiting,
  defaultErrorComponent: BrokenPage,
});
