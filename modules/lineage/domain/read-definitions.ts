import { parseDecisions, type DecisionModel } from '@platform/decisions';
import type { PackDefinition, PackKind, PackSet } from '@platform/packs';
import type { LineFacts } from '@modules/exchange/contract';
import { buildGraph, type Graph } from './graph.ts';
import type { Reader, Reading } from './reading.ts';
import { readInterface, readGrant, readRegistry, readResource } from './read-data.ts';
import { readLines, readSample, readSource } from './read-sources.ts';
import { readLicence, readMatter } from './read-services.ts';
import { readBoard, readIndicator, readScenario } from './read-views.ts';

/**
 * Every kind of definition: its reader, or why it has none. A new kind does not compile until someone has said which; that no reader
 * overlooks an item is tested over the packs.
 */
const READERS: { [K in PackKind]: Reader<K> | 'uses no items' } = {
  divisions: 'uses no items',
  boundaries: 'uses no items',
  organisations: 'uses no items',
  'service-points': 'uses no items',
  accounts: 'uses no items',
  calendar: 'uses no items',
  standards: 'uses no items',
  applications: 'uses no items',
  'basic-matters': 'uses no items',
  processes: 'uses no items',
  texts: 'uses no items',
  // Their fields come from above the city: no column of a department, so nothing that lineage could lead back to.
  upstreams: 'uses no items',
  resources: readResource,
  sources: readSource,
  registries: readRegistry,
  interfaces: readInterface,
  grants: readGrant,
  matters: readMatter,
  licences: readLicence,
  indicators: readIndicator,
  boards: readBoard,
  scenarios: readScenario,
  sample: readSample,
};

/** The graph of all that the packs in use define and the lines bring. */
export async function readDefinitions(packs: PackSet, lines: readonly LineFacts[]): Promise<Graph> {
  const models = new Map<string, DecisionModel>();
  for (const { id, folder, value } of packs.all('matters'))
    models.set(id, await parseDecisions(packs.readText(`${folder}/${value.decision.file}`)));
  return buildGraph((graph) => {
    const reading: Reading = { packs, lines, models, graph };
    nameThings(reading);
    for (const kind of Object.keys(READERS) as PackKind[]) readKind(reading, kind);
    readLines(reading);
  });
}

/** Where a definition says what it says: a matter that takes the one of the level above, there. */
function saidBy(packs: PackSet, one: Pick<PackDefinition, 'file' | 'line' | 'local'>): { file: string; line: number } {
  const above = one.local && packs.find('matters', one.local.inherits);
  return above ? saidBy(packs, above) : one;
}

function readKind<K extends PackKind>(reading: Reading, kind: K): void {
  const read = READERS[kind];
  if (typeof read === 'string') return;
  for (const one of reading.packs.all(kind)) {
    const { pack, id } = one;
    const { file, line } = saidBy(reading.packs, one);
    read(reading, one.value, { origin: 'pack', kind, id, pack, file, line }, one);
  }
}

/** Items, fields and interfaces get their titles first: others name them in any order. */
function nameThings({ packs, graph }: Reading): void {
  for (const { value: resource } of packs.all('resources'))
    for (const item of resource.items) graph.name('item', `${resource.id}.${item.name}`, item.title, resource.title);
  for (const { value: registry } of packs.all('registries'))
    for (const field of registry.fields)
      graph.name('registry-field', `${registry.id}.${field.name}`, field.title, registry.title);
}
