import type { LocalText } from '@platform/kernel';
import type { Source } from '@platform/packs';
import type { LineFacts } from '@modules/exchange/contract';
import type { LineageDefinition } from '../contract/index.ts';
import { idOf } from './graph.ts';
import { itemId, type Reader, type Reading } from './reading.ts';

const same = (text: string): LocalText => ({ zh: text, en: text });

type Way = {
  id: string;
  title: LocalText;
  resource: string;
  mapping: readonly { item: string; column: string }[];
  place: { path: string; owner: LocalText };
};

/** Where the columns of a source stand: a table of a line's connection, or what a load of a pack's source reads. */
function placeOf(reading: Reading, source: Source): Way['place'] {
  const line = reading.lines.find((one) => one.id === source.id);
  return line ? placeOfLine(line) : { path: source.id, owner: source.title };
}

function placeOfLine(line: LineFacts): Way['place'] {
  const table = [line.table.schema, line.table.table].filter((part) => part !== '').join('.');
  return {
    path: `${line.connectionId}/${table}`,
    owner: { zh: `${line.system.zh} ${table}`, en: `${line.system.en} ${table}` },
  };
}

function readWay({ graph }: Reading, way: Way, definition: LineageDefinition): void {
  const line = graph.name('line', way.id, way.title, way.place.owner);
  for (const { item, column } of way.mapping) {
    const from = graph.name('source-column', `${way.place.path}.${column}`, same(column), way.place.owner);
    graph.edge(from, itemId(way.resource, item), 'value', definition);
    // A mapped column that goes holds the line until someone has looked (decision 0008 §6).
    graph.edge(from, line, 'holds', definition);
    graph.edge(line, itemId(way.resource, item), 'value', definition);
  }
}

/** A pack's source: read by loads, or followed by a line, which may say more of where it stands. */
export const readSource: Reader<'sources'> = (reading, source, definition) => {
  const { id, title, resource } = source;
  const mapping = reading.lines.find((one) => one.id === id)?.mapping ?? source.mapping;
  readWay(reading, { id, title, resource, mapping, place: placeOf(reading, source) }, definition);
};

/** Lines made on the console: those of packs are read with their sources. */
export function readLines(reading: Reading): void {
  for (const line of reading.lines) {
    if (reading.packs.find('sources', line.id)) continue;
    const { id, title, resource, mapping } = line;
    readWay(
      reading,
      { id, title, resource, mapping, place: placeOfLine(line) },
      { origin: 'console', kind: 'lines', id },
    );
  }
}

/** How the demo generator fills the columns of sources. */
export const readSample: Reader<'sample'> = (reading, sample, definition) => {
  for (const table of sample.tables) {
    const source = reading.packs.find('sources', table.source)?.value;
    const place = source ? placeOf(reading, source) : { path: table.source, owner: same(table.source) };
    for (const { column, generator } of table.columns) {
      const owner = same(sample.id);
      const made = reading.graph.name(
        'sample-column',
        `${sample.id}/${table.source}.${column}`,
        same(generator),
        owner,
      );
      const to = reading.graph.name('source-column', `${place.path}.${column}`, same(column), place.owner);
      reading.graph.edge(made, to, 'tells', definition);
    }
  }
};

export const lineId = (id: string): string => idOf('line', id);
