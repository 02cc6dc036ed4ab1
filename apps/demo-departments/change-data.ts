import type { PlainDate } from '@platform/kernel';
import { loadPacks } from '@platform/packs';
import { replaceRow } from './department-database.ts';
import { demoErrors } from './errors.ts';
import { type Changes, guaranteedPeople, type Person } from './people.ts';
import { planDepartments, type PlannedSample } from './plan.ts';
import { tableRows } from './rows.ts';
import { readState, writeState } from './state-files.ts';
import { writeFile } from './write-files.ts';

export type DataChange = {
  /** `<data>/departments`. */
  folder: string;
  /** Where the packs are, when the departments did not note it. */
  packsFolder: string;
  /** Sample key of the person. */
  person: string;
  /** New facts by attribute; without any, what was changed before is undone. */
  set?: Record<string, string>;
  today: PlainDate;
};

/**
 * Lets the departments change what they hold about one of the guaranteed people, as a department would: every table and file that
 * shows the fact is written again. The hub follows databases by their log and reads files at its next load. Returns the sources that were written.
 * @throws `demo-departments.not-started`, `.unknown-person`, `.not-changeable`, `.unknown-value`, `.nothing-to-undo`
 */
export async function changeData(change: DataChange): Promise<string[]> {
  const { folder, person: key } = change;
  const manifest = readState(folder, 'manifest.json');
  const deployment = readState(folder, 'deployment.json');
  if (!manifest || !deployment) throw demoErrors.notStarted({ folder });
  const packs = loadPacks({ folder: deployment.packsFolder ?? change.packsFolder, ids: deployment.packs });
  const before = readState(folder, 'changes.json') ?? {};
  const planWith = (changes: Changes) =>
    planDepartments({ folder, packs, people: manifest.people, asOf: manifest.asOf, changes }).samples;
  const owns = (sample: PlannedSample): boolean => sample.population.guaranteed.some((one) => one.sampleKey === key);
  const owner = planWith(before).find(owns);
  if (!owner) {
    const known = packs.all('sample').flatMap((one) => one.value.people?.guaranteed ?? []);
    throw demoErrors.unknownPerson({ person: key, known: known.map((one) => one.sampleKey).join(', ') });
  }
  if (!change.set && !before[key]) throw demoErrors.nothingToUndo({ person: key });
  for (const [attribute, value] of Object.entries(change.set ?? {})) checkValue(owner, attribute, value);
  const { [key]: mine, ...others } = before;
  const after: Changes = change.set
    ? { ...others, [key]: { on: change.today, set: { ...mine?.set, ...change.set } } }
    : others;
  const sample = planWith(after).find(owns) as PlannedSample;
  const personIn = ({ population }: PlannedSample): Person =>
    guaranteedPeople(population).find((one) => one.sampleKey === key) as Person;
  const [was, is] = [personIn(owner), personIn(sample)];
  const written: string[] = [];
  for (const { table, place } of manifest.people > 0 ? sample.tables : []) {
    const rows = tableRows(sample.id, table, sample.population);
    if (sameRow(rows.rowOf(was), rows.rowOf(is))) continue;
    const { target } = table;
    const idColumn = table.columns.find((column) => column.generator === 'citizen-id')?.column;
    if (target.kind === 'file' && place.kind === 'folder') {
      await writeFile(place.folder, target, rows.columns, rows.rows());
    } else if (target.kind === 'table' && place.kind === 'database' && idColumn !== undefined) {
      await replaceRow(deployment.owners[place.database] as string, target, rows, idColumn, is);
    }
    written.push(table.source);
  }
  writeState(folder, 'changes.json', after);
  return written;
}

function sameRow(a: string[] | undefined, b: string[] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function checkValue({ population }: PlannedSample, attribute: string, value: string): void {
  const { changes, attributes } = population.settings;
  if (!changes.includes(attribute)) throw demoErrors.notChangeable({ attribute, known: changes.join(', ') });
  if (attribute === 'division') {
    if (population.places.find(value)) return;
    const known = population.places.all.slice(0, 5).map((place) => place.code);
    throw demoErrors.unknownValue({ attribute, value, known: `${known.join(', ')} …` });
  }
  const rules = attributes[attribute] ?? [];
  const known = new Set(rules.flatMap((rule) => ('values' in rule ? Object.keys(rule.values) : [])));
  const isDate = rules.some((rule) => 'date' in rule) && /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (!isDate && !known.has(value)) {
    throw demoErrors.unknownValue({ attribute, value, known: known.size > 0 ? [...known].join(', ') : 'YYYY-MM-DD' });
  }
}
