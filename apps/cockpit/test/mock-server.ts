import { startMockServer as start, type MockCall, type MockServer } from '@yiwang/tests/pages/mock-server.ts';
import * as data from './mock-data.ts';

/** From now on the boards fail, or no more. */
export type CockpitMock = MockServer & { breakBoards: (broken: boolean) => void };

/**
 * Serves a built cockpit and invented answers. Deterministic. The cookie `mock` asks for `full` (also without one), `quiet` (all zero),
 * `empty` (no board), `failing`, `signed-out` or `no-right`.
 */
export async function startMockServer(dist: string): Promise<CockpitMock> {
  let broken = false;

  function answer({ url, path, mode, json, problem }: MockCall): void {
    const broke = () =>
      problem(500, 'platform.internal', {
        zh: '系统出错，请稍后再试。',
        en: 'Something broke; please try again later.',
      });
    if (path === '/session')
      return json(
        200,
        mode === 'signed-out'
          ? { ...data.session([]), account: null }
          : data.session(mode === 'no-right' ? [] : ['cockpit.read']),
      );
    if (path === '/boundaries') return json(200, data.boundaries);
    if (path === '/organisations') return json(200, { items: data.organisations });
    if (mode === 'failing' || broken) return broke();
    if (path === '/cockpit/boards')
      return json(200, { items: mode === 'empty' ? [] : [{ id: 'city', title: data.board(false).title }] });
    if (path.startsWith('/cockpit/boards/')) return json(200, data.board(mode === 'quiet'));
    if (path.startsWith('/cockpit/indicators/')) {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const size = Number(url.searchParams.get('limit') ?? 20);
      const rows = mode === 'quiet' ? [] : data.records.rows;
      return json(200, {
        ...data.records,
        rows: rows.slice(from, from + size),
        ...(from + size < rows.length ? { next: String(from + size) } : {}),
      });
    }
    return broke();
  }

  return {
    ...(await start({ app: 'cockpit', dist, answer })),
    breakBoards: (value) => {
      broken = value;
    },
  };
}
