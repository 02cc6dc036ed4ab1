import { createHash } from 'node:crypto';
import { fillText, type FieldFault } from '@platform/kernel';
import type { ModdleElement, ReadWarning } from 'bpmn-moddle';
import { checkStructure } from './check-structure.ts';
import { processErrors } from './errors.ts';
import { collectFaults, type Faults } from './faults.ts';
import type { ProcessModel, ProcessNode } from './model.ts';
import { list, readDefinitions, ywAttributes } from './moddle.ts';
import { readScope, type Reading } from './read-nodes.ts';

/**
 * Reads a BPMN 2.0 file and checks all that can be checked without running it.
 * @param process id of the process where the file holds several executable ones
 * @throws `process.not-bpmn`; `process.refused` with every fault in `fields`
 */
export async function parseProcess(xml: string, process?: string): Promise<ProcessModel> {
  const { model, faults } = await read(xml, process);
  const [first] = faults;
  if (first)
    throw processErrors.refused(
      {
        process: model.name || model.id,
        count: faults.length,
        first: fillText(first.message, 'en', first.params),
        firstZh: fillText(first.message, 'zh', first.params),
      },
      { fields: faults },
    );
  return model;
}

/**
 * What keeps a file from being run, element by element; empty when nothing does. `path` is `/` and the element's id.
 * @throws `process.not-bpmn`
 */
export async function checkProcess(xml: string, process?: string): Promise<readonly FieldFault[]> {
  return (await read(xml, process)).faults;
}

async function read(xml: string, wanted?: string): Promise<{ model: ProcessModel; faults: readonly FieldFault[] }> {
  const { root, warnings } = await readDefinitions(xml);
  const process = chooseProcess(root, wanted);
  const faults = collectFaults(xml);
  for (const warning of warnings) addWarning(warning, faults);
  const id = process.id as string;
  const reading: Reading = { nodes: {}, flows: {}, scopes: {}, elements: new Map([[id, process]]), faults };
  readScope(process, reading);
  connect(reading);
  checkStructure(reading, id);
  const { nodes, flows, scopes } = reading;
  const version = createHash('sha256').update(xml).digest('hex');
  const attributes = ywAttributes(process);
  return { model: { id, name: process.name ?? '', version, attributes, nodes, flows, scopes }, faults: faults.list };
}

function chooseProcess(root: ModdleElement, wanted?: string): ModdleElement {
  const processes = list(root, 'rootElements').filter((element) => element.$type === 'bpmn:Process' && element.id);
  const executable = processes.filter((element) => element['isExecutable'] !== false);
  const [only, another] = wanted === undefined ? executable : processes.filter((element) => element.id === wanted);
  if (only && !another) return only;
  const known = processes.map((element) => element.id).join(', ');
  throw processErrors.notBpmn({
    what: another ? `it holds several processes (${known}); say which` : `it holds no process to run (${known})`,
  });
}

/** What moddle could not read or find; attributes of others are no fault. */
function addWarning(warning: ReadWarning, faults: Faults): void {
  const { message, element, property, value } = warning;
  if (message.startsWith('unresolved reference')) {
    // A shape of the picture without its element runs no differently.
    if (element && !property?.startsWith('bpmndi:')) faults.add('brokenReference', element, { what: value ?? '' });
  } else if (!message.startsWith('unknown attribute')) {
    const line = Number(/line: (\d+)/.exec(message)?.[1] ?? 0) + 1;
    const what = (/nested error: (.*)/.exec(message)?.[1] ?? message).replaceAll(/\s+/g, ' ');
    faults.addAt('unreadable', line, { what });
  }
}

/** Fills in from the flows and boundary events what the file says only once. */
function connect({ nodes, flows }: Reading): void {
  const add = (id: string, list: 'incoming' | 'outgoing' | 'boundary', one: string): void => {
    const node = nodes[id];
    if (node) (node[list] as string[]).push(one);
  };
  for (const flow of Object.values(flows)) {
    add(flow.source, 'outgoing', flow.id);
    add(flow.target, 'incoming', flow.id);
  }
  for (const node of Object.values(nodes) as ProcessNode[])
    if (node.attachedTo) add(node.attachedTo, 'boundary', node.id);
}
