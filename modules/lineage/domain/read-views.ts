import type { LocalText } from '@platform/kernel';
import { idOf } from './graph.ts';
import { fieldId, type Reader, type Reading } from './reading.ts';
import { formField, lastDecision } from './read-services.ts';
import { lineId } from './read-sources.ts';

const same = (text: string): LocalText => ({ zh: text, en: text });

/** What the figures of a module count, as nodes. A module that is not here counts nothing that comes from data. */
const COUNTED: Readonly<Record<string, (reading: Reading) => string[]>> = {
  exchange: ({ packs, lines }) =>
    [...new Set([...packs.all('sources').map(({ id }) => id), ...lines.map(({ id }) => id)])].map(lineId),
  interfaces: ({ packs }) =>
    packs.all('grants').map(({ value }) => idOf('grant', `${value.interface}/${value.consumer}`)),
  cases: ({ packs }) => packs.all('matters').map(({ value }) => lastDecision(value)),
  licences: ({ packs }) => packs.all('matters').map(({ value }) => lastDecision(value)),
  reviews: ({ packs }) => packs.all('matters').map(({ value }) => lastDecision(value)),
};

export const readIndicator: Reader<'indicators'> = (reading, indicator, definition) => {
  const { graph } = reading;
  const module = indicator.measure.split('.')[0] ?? '';
  const measure = graph.name('measure', indicator.measure, same(indicator.measure), same(module));
  for (const from of COUNTED[module]?.(reading) ?? []) graph.edge(from, measure, 'counts', definition);
  const to = graph.name('indicator', indicator.id, indicator.title, indicator.title);
  graph.edge(measure, to, 'counts', definition);
};

export const readBoard: Reader<'boards'> = ({ graph }, board, definition) => {
  const to = graph.name('board', board.id, board.title, board.title);
  for (const panel of board.panels)
    for (const indicator of panel.indicators) graph.edge(idOf('indicator', indicator), to, 'counts', definition);
};

/** Scenarios name fields of registries, forms, interfaces and licences: they must be rewritten when one goes. */
export const readScenario: Reader<'scenarios'> = (reading, scenario, definition) => {
  const { graph, packs } = reading;
  const to = graph.name('scenario', scenario.id, scenario.title, scenario.title);
  const tell = (from: string): void => graph.edge(from, to, 'tells', definition);
  const matter = packs.find('matters', scenario.matter)?.value;
  const tellForm = (values: object | undefined): void => {
    for (const name of Object.keys(values ?? {})) if (matter) tell(formField(reading, matter, name));
  };
  for (const [registry, values] of Object.entries(scenario.given.data ?? {}))
    for (const field of Object.keys(values)) tell(fieldId(registry, field));
  for (const { when, then } of scenario.rounds) {
    for (const act of when) {
      if ('submit' in act) tellForm(act.submit.form);
      if ('dataChanges' in act)
        for (const field of Object.keys(act.dataChanges.set)) tell(fieldId(act.dataChanges.registry, field));
    }
    tellForm(then.prefilled);
    for (const read of then.reads ?? [])
      for (const field of read.fields ?? []) tell(idOf('interface-field', `${read.interface}.${field}`));
    const licence = then.licence;
    if (!licence || licence === 'none') continue;
    const template = packs.find('licences', licence.template)?.value;
    for (const name of Object.keys(licence.fields ?? {})) {
      const title = template?.fields.find((field) => field.name === name)?.title ?? same(name);
      tell(
        graph.name('licence-field', `${licence.template}.${name}`, title, template?.title ?? same(licence.template)),
      );
    }
  }
};
