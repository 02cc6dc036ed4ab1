import type { MockCall } from '@yiwang/tests/pages/mock-server.ts';
import { shareDisputes } from './mock-drawers.ts';
import * as nodes from './mock-nodes.ts';
import * as proof from './mock-proof.ts';
import * as rail from './mock-rail.ts';
import * as sources from './mock-sources.ts';

type Paging = {
  items: <T>(list: readonly T[]) => readonly T[];
  page: <T>(list: readonly T[]) => object;
};

/** Answers for the railway's paths; false when the path is none of its. */
export function answerRail(
  { method, url, path, json, problem, mode }: MockCall,
  body: unknown,
  { items, page }: Paging,
): boolean {
  const [, module = '', first = '', second = '', third = '', fourth = ''] = path.split('/');
  const found = (answer: unknown): true => {
    if (answer === undefined) problem(404, 'http.not-found', { zh: '没有找到。', en: 'Not found.' });
    else json(method === 'GET' ? 200 : 202, answer);
    return true;
  };
  const empty = mode === 'empty';
  if (module === 'reconciliations') {
    if (first === 'lines') return found(second ? { id: proof.differing.id } : { items: items(proof.proofs) });
    if (!first) return found(page(proof.proofHistory(url.searchParams.get('lineId') ?? '')));
    if (second === 'ranges') return found(page(proof.ranges));
    if (second === 'rows') return found(third ? proof.openedRow : page(proof.differingRows));
    if (second === 'mend') return found({ waiting: 6 });
    return found(proof.proofById(first));
  }
  if (module === 'lineage') {
    if (first === 'search') return found({ items: items(proof.lineage.nodes) });
    return found(first === 'breaks' ? proof.breaks : proof.lineage);
  }
  if (module === 'nodes') {
    if (method !== 'GET') return found({ state: 'active', id: 'new', fingerprint: nodes.topology.self.fingerprint });
    if (first === 'topology') return found(empty ? { ...nodes.topology, parents: [], children: [] } : nodes.topology);
    if (first === 'publications') return found({ items: items(nodes.publications) });
    if (first === 'receipts') return found({ items: items(nodes.receipts) });
    if (first === 'publishable') return found({ items: items(nodes.publishable) });
    if (first === 'share-disputes') return found({ items: items(shareDisputes) });
    return found({ items: items(nodes.requests) });
  }
  if (module === 'streams') {
    if (first === 'lines') return found({ items: items(proof.streamLines) });
    if (!second)
      return found(
        method === 'GET' ? { items: items(proof.subscriptions) } : { id: 'new', secret: 'wh_c2hvd24tb25jZS1vbmx5' },
      );
    if (third === 'dead-letters' && !fourth)
      return found(page(proof.subscriptions.find(({ id }) => id === second)?.deadLetters ? proof.deadLetters : []));
    if (third === 'deliveries') return found(page(proof.deliveries));
    if (third === 'test') return found({ outcome: 'delivered', status: 200, ms: 48 });
    if (third === 'secret') return found({ secret: 'wh_bmV3LXNlY3JldC1vbmNl' });
    return found({ state: 'active', waiting: 3, position: 1, dropped: 3 });
  }
  if (module !== 'exchange') return false;
  switch (first) {
    case 'connectors':
      return found({ items: items(sources.connectors) });
    case 'map':
      return found({ departments: items(rail.departments), at: '2026-11-20T06:05:12Z' });
    case 'runs':
      return found({
        items: items(rail.runs).filter(
          ({ state }) => !url.searchParams.get('state') || state === url.searchParams.get('state'),
        ),
      });
    case 'flows':
      return found(empty ? { ...rail.flows(), rows: [], columns: [], cells: [] } : rail.flows());
    case 'islands':
      return found(
        method === 'GET'
          ? { items: items(sources.islands), connectedShare: empty ? 0 : 0.67 }
          : { id: 'new', version: 2 },
      );
    case 'quarantine':
      if (third === 'mend') {
        const { values } = body as { values?: Record<string, string> };
        if (values?.['CSRQ'] === '1993-02-28' || values?.['CSRQ'] === '19930228') return found({ state: 'replayed' });
        problem(422, 'exchange.still-wrong', {
          zh: '修补后仍不通过校验，请按提示继续修改。',
          en: 'The mended row still does not pass.',
        });
        return true;
      }
      return found(rail.quarantinedRow(second));
    case 'lines':
      if (third === 'minutes')
        return found({ items: rail.minutes(Number(url.searchParams.get('hours') ?? 6), Date.now()) });
      if (third === 'events') return found(page(rail.events));
      if (third === 'quarantine' && method === 'GET') {
        const reason = url.searchParams.get('reason');
        return found({
          ...page(rail.quarantined.filter(({ reasons }) => !reason || reasons[0]?.code === reason)),
          reasons: rail.quarantineReasons,
        });
      }
      if (method !== 'GET') return found({ state: 'paused', waiting: 118, dropped: 1, filled: 18_204 });
      return found(second ? rail.lineDetail(second) : { items: items(rail.lines) });
    case 'connections':
      if (second === 'test')
        return found(
          (body as { settings: { host?: string } }).settings.host === 'wrong'
            ? {
                findings: [],
                modes: [],
                error: {
                  code: 'sources.unknown-host',
                  text: { zh: '找不到主机 wrong，请核对地址。', en: 'There is no host wrong; check the address.' },
                },
              }
            : { server: 'PostgreSQL 14.19', findings: [], modes: ['snapshot', 'cursor', 'capture'] },
        );
      if (third === 'tables') return found({ items: sources.tables });
      if (third === 'shape')
        return found(sources.shape(url.searchParams.get('schema') ?? '', url.searchParams.get('table') ?? ''));
      if (third === 'dry-run') return found(sources.dryRun);
      if (third === 'forecast') return found(sources.forecast);
      if (third === 'lines') return found({ id: 'l1' });
      if (!second) return found(method === 'GET' ? { items: items(sources.connections) } : { id: 'c0-0' });
      if (method !== 'GET') return found({ state: 'paused', version: 5 });
      return found(sources.connections.find(({ id }) => id === second));
    default:
      return false;
  }
}
