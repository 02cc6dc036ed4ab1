import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackKind } from '@platform/packs';
import { staffActor, startTestCity } from '@platform/testkit';
import type { LineFacts } from '@modules/exchange/contract';
import { PACK_KIND_NAMES, PACK_KINDS } from '@platform/packs';
import { breaksOf } from './domain/breaks.ts';
import { walk, type Graph } from './domain/graph.ts';
import { readDefinitions } from './domain/read-definitions.ts';
import { createLineage } from './module.ts';
import { changedPack, cityPacks, PACKS, packsOf } from './testing/packs.ts';

const CITY = cityPacks();
const CLUB = ['tennis-club'];

const text = (zh: string) => ({ zh, en: zh });
const line = (more: Partial<LineFacts> = {}): LineFacts => ({
  id: 'made-by-hand',
  connectionId: 'club-database',
  title: text('球员线路'),
  system: text('球员系统'),
  organisation: 'tennis-club-office',
  resource: 'players-roll',
  table: { schema: 'club', table: 'players' },
  mapping: [{ item: 'status', column: 'ZT' }],
  mode: 'capture',
  state: 'live',
  streamed: false,
  sourceAt: null,
  rowsInLake: null,
  ...more,
});
const club = (lines: LineFacts[] = []): Promise<Graph> => readDefinitions(packsOf(CLUB), lines);
const edgesOf = (graph: Graph): string[] => graph.edges.map((edge) => `${edge.from} -${edge.how}-> ${edge.to}`);

describe('from a column to what it decides', () => {
  test('each step stands in a definition: column, item, field, interface, form, decision, licence, figure', async () => {
    const edges = edgesOf(await club());
    for (const step of [
      'source-column:players-file.状态 -value-> item:players-roll.status',
      'source-column:players-file.状态 -holds-> line:players-file',
      'item:players-roll.status -value-> registry-field:players.status',
      'registry-field:players.status -value-> interface-field:player-facts.status',
      'registry-field:players.citizen_id -uses-> interface-parameter:player-facts.citizenId',
      'interface-field:player-facts.status -value-> grant:player-facts/cases',
      'interface-field:player-facts.name -value-> form-field:tennis-membership.name',
      'interface-field:player-facts.address -uses-> material:tennis-membership.address-proof',
      'interface-field:player-facts.status -value-> decision-input:tennis-membership.status',
      'form-field:tennis-membership.guardianConsent -value-> decision-input:tennis-membership.guardianConsent',
      'decision-input:tennis-membership.status -value-> decision:tennis-membership.membership',
      'decision:tennis-membership.membership -value-> decision-output:tennis-membership.outcome',
      'form-field:tennis-membership.name -value-> licence-field:tennis-membership-card.name',
      'registry-field:players.status -uses-> licence-watch:tennis-membership-card.1',
      'item:players-roll.birth_date -uses-> row-rule:players-roll.birth-date',
      'decision:tennis-membership.membership -counts-> measure:cases.submitted',
      'measure:cases.submitted -counts-> indicator:memberships-today',
      'indicator:memberships-today -counts-> board:club',
      'sample-column:players/players-file.状态 -tells-> source-column:players-file.状态',
    ])
      expect(edges).toContain(step);
    expect(edges.some((edge) => edge.startsWith('registry-field:players.status -tells-> scenario:'))).toBe(true);
  });

  test('every edge names the file that says so, and its ends stand in it', async () => {
    const packs = packsOf([...CITY]);
    const graph = await readDefinitions(packs, []);
    expect(graph.edges.length).toBeGreaterThan(150);
    for (const edge of graph.edges) {
      const { definition } = edge;
      expect(definition).toMatchObject({ origin: 'pack', file: expect.any(String), line: expect.any(Number) });
      const said = readFileSync(join(PACKS, definition.file as string), 'utf8');
      // A join's key need not be named by a registry, nor the lines and matters a figure counts by an indicator.
      if (edge.how === 'counts') continue;
      const last = (id: string): string => id.slice(id.lastIndexOf('.') + 1).replace(/^.*\//, '');
      const end = edge.to.startsWith('line:') ? edge.from : edge.to;
      const word = end.startsWith('line:') || /^(grant|licence-watch|scenario):/.test(end) ? '' : last(end);
      expect(said, `${edge.from} → ${edge.to}`).toContain(word);
    }
  });

  test('a line made on the console is there as long as it is, and moves with its mapping', async () => {
    const graph = await club([line()]);
    const from = 'source-column:club-database/club.players.ZT';
    const reached = walk(graph, from, 'downstream', 20).nodes;
    expect(reached).toContain('decision-output:tennis-membership.outcome');
    expect(graph.out.get(from)?.[0]?.definition).toEqual({ origin: 'console', kind: 'lines', id: 'made-by-hand' });
    const moved = await club([line({ mapping: [{ item: 'address', column: 'ZT' }] })]);
    expect(moved.out.get(from)?.map((edge) => edge.to)).toEqual(['item:players-roll.address', 'line:made-by-hand']);
    expect((await club()).nodes.has(from)).toBe(false);
  });

  test('a pack’s source on the rail stands where its line reads, and still names its file', async () => {
    const graph = await club([line({ id: 'players-file' })]);
    const edge = graph.out.get('source-column:club-database/club.players.ZT')?.[0];
    expect(edge?.definition).toMatchObject({ origin: 'pack', kind: 'sources', id: 'players-file' });
    expect(graph.nodes.has('source-column:players-file.状态')).toBe(false);
  });

  test('renaming an item in a pack renames it in the graph, all the way', async () => {
    const before = await club();
    const renamed = await readDefinitions(
      changedPack('tennis-club', (whole) => whole.replaceAll(/\bbirth_date\b/g, 'born_on')),
      [],
    );
    const plain = (graph: Graph): string[] =>
      edgesOf(graph).map((edge) => edge.replaceAll(/\bbirth_date\b/g, 'born_on'));
    expect(new Set(edgesOf(renamed))).toEqual(new Set(plain(before)));
    expect(renamed.nodes.has('item:players-roll.birth_date')).toBe(false);
    const reached = walk(renamed, 'item:players-roll.born_on', 'downstream', 20).nodes;
    expect(reached).toContain('form-field:tennis-membership.birthDate');
  });
});

describe.each([[CITY], [CLUB]])('the packs %j', (ids) => {
  const packs = packsOf(ids);

  test('no node stands alone, and every item and field a definition names exists', async () => {
    const graph = await readDefinitions(packs, []);
    for (const node of graph.nodes.values()) {
      expect((graph.into.get(node.id) ?? []).length + (graph.out.get(node.id) ?? []).length).toBeGreaterThan(0);
      // Titled by its own definition, not by its id: a name that leads nowhere would show here.
      if (['item', 'registry-field', 'interface-field', 'interface-parameter', 'indicator'].includes(node.kind))
        expect(node.owner.zh, node.id).not.toBe('');
    }
    for (const { value: resource } of packs.all('resources'))
      for (const node of graph.nodes.values())
        if (node.id.startsWith(`item:${resource.id}.`))
          expect(resource.items.map((item) => `item:${resource.id}.${item.name}`)).toContain(node.id);
  });

  test('no kind of definition that names an item or a field is overlooked', async () => {
    const graph = await readDefinitions(packs, []);
    // Names of one word (`name`, `kind`) stand everywhere by chance; those of two are somebody's item.
    const names = new Set(
      [
        ...packs.all('resources').flatMap(({ value }) => value.items.map((item) => item.name)),
        ...packs.all('registries').flatMap(({ value }) => value.fields.map((field) => field.name)),
      ].filter((name) => name.includes('_')),
    );
    const seen: PackKind[] = [];
    for (const kind of PACK_KIND_NAMES) {
      // Fields of services above are called as they are called there, also by interfaces that pass them on and grants of these.
      if (kind === 'upstreams') continue;
      for (const { id, value } of packs.all(kind)) {
        const passing =
          kind === 'grants' ? packs.find('interfaces', (value as { interface: string }).interface)?.value : value;
        if (passing && 'upstream' in passing) continue;
        const named = namesIn(value, names, wordsOf(PACK_KINDS[kind].schema));
        if (kind === 'resources') for (const item of packs.get('resources', id).value.items) named.delete(item.name);
        if (named.size === 0) continue;
        seen.push(kind);
        const told = graph.edges.filter((edge) => edge.definition.kind === kind && edge.definition.id === id);
        expect(told.length, `${kind}/${id} names ${[...named].join(', ')} and stands in no edge`).toBeGreaterThan(0);
        const ends = told.flatMap((edge) => [edge.from, edge.to]);
        for (const name of named) {
          if (SPOKEN_OTHERWISE[kind]?.includes(name)) continue;
          expect(
            ends.some((end) => end.endsWith(`.${name}`)),
            `${kind}/${id} names ${name}, and no edge of it does`,
          ).toBe(true);
        }
      }
    }
    expect(seen).toEqual(
      expect.arrayContaining(['sources', 'registries', 'interfaces', 'grants', 'matters', 'scenarios']),
    );
  });
});

/** Words that are an item's name by chance: the generator's own facts about people. */
const SPOKEN_OTHERWISE: Partial<Record<PackKind, string[]>> = { sample: ['household_status', 'household_since'] };

/** The words that definitions of a kind are made of: a key like these is not the name of an item. */
function wordsOf(schema: object, words = new Set<string>()): Set<string> {
  for (const [key, inner] of Object.entries(schema)) {
    if (key === 'properties') for (const word of Object.keys(inner as object)) words.add(word);
    if (typeof inner === 'object' && inner !== null) wordsOf(inner as object, words);
  }
  return words;
}

/** Which of the names stand in a definition, as a key or as (a part of) a value. */
function namesIn(value: unknown, names: ReadonlySet<string>, words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const visit = (one: unknown): void => {
    if (typeof one === 'string') {
      for (const part of one.split('.')) if (names.has(part)) found.add(part);
    } else if (Array.isArray(one)) one.forEach(visit);
    else if (typeof one === 'object' && one !== null) {
      for (const [key, inner] of Object.entries(one)) {
        if (names.has(key) && !words.has(key)) found.add(key);
        visit(inner);
      }
    }
  };
  visit(value);
  return found;
}

describe('what breaks', () => {
  const harmsOf = (graph: Graph, start: string): Map<string, string> =>
    new Map(breaksOf(graph, start).map((one) => [one.id, one.harm]));

  test.each([[CITY], [CLUB]])(
    'in %j a field that has another source keeps fewer values, one that has none stays empty',
    async (ids) => {
      const packs = packsOf(ids);
      const graph = await readDefinitions(packs, []);
      for (const { value: registry } of packs.all('registries')) {
        const keyField = registry.fields.find((field) => field.name === registry.key);
        for (const field of registry.fields) {
          const id = `registry-field:${registry.id}.${field.name}`;
          const resources = new Set(field.from.map((from) => from.resource));
          const expected = resources.size > 1 ? 'fewer' : 'empty';
          for (const { resource, item } of field.from) {
            expect(harmsOf(graph, `item:${resource}.${item}`).get(id), `${resource}.${item} → ${id}`).toBe(expected);
            // Without its key a resource fills none of its fields, and touches no others.
            const key = keyField?.from.find((from) => from.resource === resource)?.item ?? registry.key;
            const harms = harmsOf(graph, `item:${resource}.${key}`);
            expect(harms.get(id)).toBe(expected);
            for (const other of registry.fields)
              if (!other.from.some((from) => from.resource === resource))
                expect(harms.get(`registry-field:${registry.id}.${other.name}`)).toBeUndefined();
          }
        }
      }
      let watched = 0;
      for (const { value: licence } of packs.all('licences')) {
        for (const [index, watch] of (licence.watch ?? []).entries()) {
          watched += 1;
          const harms = harmsOf(graph, `registry-field:${watch.registry}.${watch.field}`);
          expect(harms.get(`licence-watch:${licence.id}.${index + 1}`)).toBe('stops');
          expect([...harms].some(([id, harm]) => id.startsWith('scenario:') && harm === 'tells')).toBe(true);
          expect([...harms].some(([id, harm]) => id.startsWith('decision:') && harm === 'empty')).toBe(true);
        }
      }
      expect(watched).toBeGreaterThan(0);
    },
  );

  test('a column that goes holds its line', async () => {
    const broken = harmsOf(await club(), 'source-column:players-file.住址');
    expect(broken.get('line:players-file')).toBe('stops');
    expect(broken.get('item:players-roll.address')).toBe('empty');
    expect(broken.has('item:players-roll.status')).toBe(false);
  });
});

test('the API answers columns, nodes, searches and breaks to who may read the catalogue', async () => {
  const city = await startTestCity({
    packs: { ids: CLUB },
    modules: (f) => [createLineage({ ...f, exchange: { lines: async () => [line()] } })],
  });
  try {
    const officer = staffActor('data-office', ['data-officer']);
    const get = async (path: string) => (await city.request({ path: `/api/lineage/${path}`, as: officer })).body;
    const columns = await get('columns?resource=players-roll');
    const status = columns.items.find((item: { node: { id: string } }) => item.node.id === 'item:players-roll.status');
    expect(status).toMatchObject({
      from: [
        { node: { title: { zh: '状态' } }, line: { id: 'line:players-file' } },
        {
          node: { owner: { zh: '球员系统 club.players' } },
          line: { title: { zh: '球员线路' } },
          edge: { definition: { origin: 'console' } },
        },
      ],
      feeds: { 'registry-field': 1, 'licence-watch': 1 },
    });
    const node = await get(`node?id=${encodeURIComponent('registry-field:players.status')}`);
    expect(node.upstream).toContain('source-column:players-file.状态');
    expect(node.downstream).toContain('licence-watch:tennis-membership-card.1');
    const ids = new Set(node.nodes.map((one: { id: string }) => one.id));
    for (const edge of node.edges) expect(ids.has(edge.from) && ids.has(edge.to)).toBe(true);
    const found = await get(`search?q=${encodeURIComponent('球员状态')}&kind=registry-field`);
    expect(found.items.map((one: { id: string }) => one.id)).toEqual(['registry-field:players.status']);
    const breaks = await get(`breaks?id=${encodeURIComponent('item:players-roll.status')}`);
    expect(breaks.items[0]).toMatchObject({ how: 'stops', via: expect.any(Array) });
    expect(await get('node?id=item:nothing.here')).toMatchObject({ code: 'lineage.unknown-node' });
    expect(await get('columns?resource=nothing')).toMatchObject({ code: 'lineage.unknown-resource' });
    const clerk = staffActor('x', ['clerk']);
    expect((await city.request({ path: '/api/lineage/search?q=a', as: clerk })).status).toBe(403);
  } finally {
    await city.stop();
  }
});
