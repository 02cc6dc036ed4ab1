import type { LocalText } from '@platform/kernel';
import type { Matter, PackSet } from '@platform/packs';
import type { LineageDefinition } from '../contract/index.ts';
import { idOf } from './graph.ts';
import { fieldId, type Reader, type Reading } from './reading.ts';

const same = (text: string): LocalText => ({ zh: text, en: text });

/** Where the value of a path (`$form.x`, `$data.registry.field`, `$decision.y`) comes from within a matter; undefined where no data do. */
function originOf(reading: Reading, matter: Matter, path: string): string | undefined {
  const [root, first = '', second = ''] = path.slice(1).split('.');
  if (root === 'form') return formField(reading, matter, first);
  if (root === 'decision') return idOf('decision-output', `${matter.id}.${first}`);
  if (root !== 'data') return undefined;
  // Data reach a case only through one of its prefill interfaces.
  const through = matter.prefill
    .map((prefill) => reading.packs.find('interfaces', prefill.interface)?.value)
    .find((one) => one?.registry === first && one.fields.some((field) => field.name === second));
  return through ? idOf('interface-field', `${through.id}.${second}`) : fieldId(first, second);
}

/** The node of a form's field, called as the form calls it. */
export function formField({ packs, graph }: Reading, matter: Matter, name: string): string {
  const form = formOf(packs, matter);
  return graph.name('form-field', `${matter.id}.${name}`, form[name]?.title ?? same(name), matter.title);
}

function formOf(packs: PackSet, matter: Matter): Record<string, { title?: LocalText }> {
  const definition = packs.get('matters', matter.id);
  const form = JSON.parse(packs.readText(`${definition.folder}/${matter.form}`)) as {
    properties?: Record<string, { title?: LocalText }>;
  };
  return form.properties ?? {};
}

export const readMatter: Reader<'matters'> = (reading, matter, definition, whole) => {
  const { graph } = reading;
  for (const prefill of matter.prefill) {
    for (const [field, from] of Object.entries(prefill.into))
      graph.edge(
        idOf('interface-field', `${prefill.interface}.${from}`),
        formField(reading, matter, field),
        'value',
        definition,
      );
    for (const [parameter, path] of Object.entries(prefill.parameters)) {
      const from = originOf(reading, matter, path);
      if (from) graph.edge(from, idOf('interface-parameter', `${prefill.interface}.${parameter}`), 'uses', definition);
    }
  }
  for (const material of matter.materials) {
    const { replacedBy } = material;
    if (!replacedBy || !('interface' in replacedBy)) continue;
    const to = graph.name('material', `${matter.id}.${material.id}`, material.title, matter.title);
    for (const field of replacedBy.fields)
      graph.edge(idOf('interface-field', `${replacedBy.interface}.${field}`), to, 'uses', definition);
  }
  const used = readDecision(reading, matter, {
    ...definition,
    kind: 'decisions',
    id: `${matter.id}/${matter.decision.decision}`,
    file: `${whole.folder}/${matter.decision.file}`,
    line: 1,
  });
  for (const [name, path] of Object.entries(matter.decision.inputs)) {
    const from = originOf(reading, matter, path);
    const to = graph.name('decision-input', `${matter.id}.${name}`, same(name), matter.title);
    if (from && used.has(name)) graph.edge(from, to, 'value', definition);
  }
};

/** Inputs → decisions → decisions that require them → outputs, as the DMN file says. The inputs that are used. */
function readDecision({ graph, models }: Reading, matter: Matter, definition: LineageDefinition): Set<string> {
  const used = new Set<string>();
  const model = models.get(matter.id);
  if (!model) return used;
  const node = (id: string): string =>
    graph.name('decision', `${matter.id}.${id}`, same(model.decisions.get(id)?.name ?? id), matter.title);
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const decision = model.decisions.get(id);
    if (!decision || seen.has(id)) return;
    seen.add(id);
    for (const input of decision.inputs) {
      used.add(input);
      const from = graph.name('decision-input', `${matter.id}.${input}`, same(input), matter.title);
      graph.edge(from, node(id), 'value', definition);
    }
    for (const required of decision.decisions) {
      graph.edge(node(required), node(id), 'value', definition);
      visit(required);
    }
  };
  const last = matter.decision.decision;
  visit(last);
  const logic = model.decisions.get(last)?.logic;
  const outputs = logic?.kind === 'table' ? logic.outputs.map((output) => output.name) : [last];
  for (const name of outputs) {
    const to = graph.name('decision-output', `${matter.id}.${name}`, same(name), matter.title);
    graph.edge(node(last), to, 'value', definition);
  }
  return used;
}

/** The node of the decision that ends a matter. */
export const lastDecision = (matter: Matter): string => idOf('decision', `${matter.id}.${matter.decision.decision}`);

export const readLicence: Reader<'licences'> = (reading, licence, definition) => {
  const { graph, packs } = reading;
  const matters = packs
    .all('matters')
    .map(({ value }) => value)
    .filter((matter) => matter.result.licence === licence.id);
  for (const field of licence.fields) {
    for (const matter of matters) {
      const from = originOf(reading, matter, field.from);
      if (!from) continue;
      graph.edge(
        from,
        graph.name('licence-field', `${licence.id}.${field.name}`, field.title, licence.title),
        'value',
        definition,
      );
    }
  }
  for (const [index, watch] of (licence.watch ?? []).entries()) {
    const to = graph.name('licence-watch', `${licence.id}.${index + 1}`, watch.verification.title, licence.title);
    graph.edge(fieldId(watch.registry, watch.field), to, 'uses', definition);
  }
};
