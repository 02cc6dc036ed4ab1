import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A pack for the tests of this folder: a table, a CSV file and a workbook of an invented place. */
const FILES: Record<string, string> = {
  'pack.yaml': 'id: fixture\nversion: 1.0.0\ntitle: { zh: 测试, en: Fixture }\nrequires: []\n',
  'divisions/places.json': JSON.stringify({
    divisions: [
      { code: '995500', name: { zh: '样市', en: 'Sample City' }, level: 'city' },
      { code: '995501', name: { zh: '甲区', en: 'First District' }, level: 'district', parent: '995500' },
      { code: '995502', name: { zh: '乙区', en: 'Second District' }, level: 'district', parent: '995500' },
    ],
  }),
  'organisations/office.yaml': `organisations:
  - id: office
    creditCode: 11999900TENN15001F
    name: { zh: 样市登记处, en: Sample Registry Office }
    short: { zh: 登记处, en: Office }
    division: "995500"
    kind: department
`,
  'resources/roll.yaml': `id: roll
title: { zh: 名册, en: Roll }
summary: { zh: 名册, en: Roll }
provider: office
class: { category: department }
shareType: unconditional
openAttribute: closed
updateCycle: daily
grade: 2
key: [citizen_id]
items:
  - { name: citizen_id, title: { zh: 号码, en: Number }, type: citizen-id, required: true }
  - { name: state, title: { zh: 状态, en: State }, type: text }
`,
  'sources/front.yaml': source('front', 'postgres', '{ urlFrom: FRONT_DATABASE_URL, schema: front, table: people }'),
  'sources/desk.yaml': source('desk', 'postgres', '{ urlFrom: DESK_DATABASE_URL, schema: desk, table: files }'),
  'sources/list.yaml': source('list', 'csv', '{ dropFolderFrom: OFFICE_DROP, filePattern: list-*.csv }'),
  'sources/book.yaml': source('book', 'xlsx', '{ dropFolderFrom: OFFICE_DROP, filePattern: book-*.xlsx }'),
  'sample/all.yaml': `id: all
people:
  guaranteed:
    - { sampleKey: known, name: 常在, sex: "1", age: 70, division: "995502", settings: { attributes: { state: here } } }
  settings:
    seed: 7
    attributes:
      state: [{ values: { here: 9, gone: 1 } }]
      since: [{ date: { from: birth, to: today } }]
    changes: [state, division]
tables:
  - source: front
    target: { kind: table, schema: front, table: people }
    rows: { ofPeople: 1 }
    columns:
      - { column: ID, generator: citizen-id }
      - { column: STATE, generator: attribute, settings: { of: state, words: { here: "1", gone: "2" } } }
      - { column: PLACE, generator: division }
      - { column: BORN, generator: birth-date, settings: { formats: { YYYYMMDD: 2, YYYY/M/D: 1 } } }
      - { column: TOUCHED, generator: changed-on, settings: { format: YYYY-MM-DD, days: 90 } }
    dirt:
      - { kind: full-width-digits, column: ID, rate: 0.05 }
      - { kind: wrong-check-digit, column: ID, count: 3 }
      - { kind: alias, column: STATE, rate: 0.02, settings: { words: { "2": [left] } } }
      - { kind: impossible-date, column: BORN, count: 2 }
      - { kind: duplicate-row, rate: 0.01 }
      - { kind: blank-row, count: 4 }
  - source: desk
    target: { kind: table, schema: desk, table: files, key: [NO] }
    rows: { ofPeople: 0.5 }
    columns:
      - { column: "NO", generator: serial, settings: { prefix: F } }
      - { column: ID, generator: citizen-id }
      - { column: STATE, generator: pick, settings: { values: { open: 1, closed: 1 } } }
      - { column: TOUCHED, generator: changed-on, settings: { format: YYYYMMDD, days: 90 } }
    activity: { everySeconds: 0.3, column: STATE, values: [open, closed], stamp: TOUCHED }
  - source: list
    target: { kind: file, file: list-1.csv, format: csv, encoding: gb18030 }
    rows: { ofPeople: 0.5, where: { state: [gone] } }
    columns:
      - { column: 号码, generator: citizen-id }
      - { column: 状态, generator: attribute, settings: { of: state } }
    dirt: [{ kind: trailing-spaces, column: 号码, count: 2 }]
  - source: book
    target: { kind: file, file: book-1.xlsx, format: xlsx, sheet: 名单 }
    rows: { count: 25 }
    columns:
      - { column: 号码, generator: citizen-id }
      - { column: 状态, generator: attribute, settings: { of: state } }
`,
};

function source(id: string, connector: string, settings: string): string {
  const columns = connector === 'postgres' ? ['ID', 'STATE'] : ['号码', '状态'];
  return `id: ${id}
title: { zh: 来源, en: Source }
organisation: office
resource: roll
mode: snapshot
connector: ${connector}
settings: ${settings}
mapping:
  - { item: citizen_id, column: ${columns[0]} }
  - { item: state, column: ${columns[1]} }
`;
}

/** Writes the pack `fixture` below `folder`; `edit` changes a file's text before it is written. */
export function writeFixturePack(
  folder: string,
  edit: (path: string, text: string) => string = (_, text) => text,
): void {
  for (const [path, text] of Object.entries(FILES)) {
    const file = join(folder, 'fixture', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, edit(path, text));
  }
}
