import { expect, test } from 'vitest';
import { parseDecisions } from '@platform/decisions';
import { loadPacks } from '@platform/packs';
import { parseProcess } from '@platform/process';
import { decideMatter } from './domain/decide-matter.ts';
import { productProcess } from './domain/product-process.ts';
import { packSources, settleSources, sharedProcesses } from './domain/sources.ts';
import { cityPacks, PACKS } from './testing/city-packs.ts';

const packs = loadPacks({ folder: PACKS, ids: cityPacks() });
const { effective } = settleSources(
  packSources(packs),
  (id) => packs.find('organisations', id)?.value.creditCode,
  sharedProcesses(packs),
);
const matters = [...effective.values()].map((one) => [one.source.id, one] as const);

test.each(matters)('%s: where nothing is known a person decides, never the rules', async (_id, { value, files }) => {
  const model = await parseDecisions(files[value.decision.file] ?? '');
  const nothing = Object.fromEntries(Object.keys(value.decision.inputs).map((name) => [name, null]));
  const said = decideMatter(model, value.decision.decision, nothing);
  expect(said.outcome).toBe('route');
  // What has no answer for unknown values is told, not hidden.
  if (said.silentBecause === undefined) expect(Object.keys(value.reasons)).toContain(said.reason);
});

test.each(matters)('%s: its process runs, and every step stands in the picture', async (_id, { value, files }) => {
  const xml = files['process.bpmn'] ?? productProcess(value.projectType);
  const model = await parseProcess(xml);
  const drawn = new Set([...xml.matchAll(/bpmnElement="([^"]+)"/g)].map((match) => match[1]));
  for (const id of [...Object.keys(model.nodes), ...Object.keys(model.flows)]) expect(drawn, id).toContain(id);
  const links = Object.values(model.nodes).map(({ attributes }) => attributes['link']);
  expect(links).toContain('decide');
});
