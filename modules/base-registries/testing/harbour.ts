// A small invented harbour for this module's tests: its pack and its people.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { citizenIdCheckDigit } from '@platform/kernel';

const resource = (id: string, provider: string, key: string, items: string): string => `id: ${id}
title: { zh: 目录${id}, en: ${id} }
summary: { zh: 摘要, en: Summary }
provider: ${provider}
class: { category: department }
shareType: conditional
shareCondition: { zh: 限业务使用, en: For its purpose only }
openAttribute: closed
updateCycle: daily
grade: 2
key: [${key}]
items:
${items}`;

const item = (name: string, type: string, more = ''): string =>
  `  - { name: ${name}, title: { zh: 项${name}, en: ${name} }, type: ${type}${more} }\n`;

const FILES: Record<string, string> = {
  'pack.yaml': 'id: harbour\nversion: 1.0.0\ntitle: { zh: 港口, en: Harbour }\nrequires: []\n',
  'divisions/places.yaml': 'divisions:\n  - { code: "990100", name: { zh: 港市, en: Harbour City }, level: city }\n',
  'organisations/offices.yaml': `organisations:
  - { id: harbour-office, creditCode: 11100000000013338W, name: { zh: 港务局, en: Harbour Office }, short: { zh: 港务, en: Harbour }, division: "990100", kind: department }
  - { id: fee-office, creditCode: 12100000000018032A, name: { zh: 规费所, en: Fee Office }, short: { zh: 规费, en: Fees }, division: "990100", kind: department }
`,
  'standards/state.yaml':
    'id: state\ntitle: { zh: 状态, en: State }\ncodes:\n  - { code: "1", name: { zh: 在港, en: In } }\n  - { code: "2", name: { zh: 离港, en: Out } }\n',
  'resources/holders.yaml': resource(
    'holders',
    'harbour-office',
    'citizen_id',
    item('citizen_id', 'citizen-id') +
      item('name', 'text') +
      item('berth', 'text') +
      item('state', 'code', ', codeTable: state') +
      item('length_m', 'integer'),
  ),
  'resources/payers.yaml': resource(
    'payers',
    'fee-office',
    'bill',
    item('bill', 'text') +
      item('payer_id', 'citizen-id') +
      item('payer_name', 'text') +
      item('paid_on', 'date') +
      item('paid', 'boolean'),
  ),
  'registries/crews.yaml': `id: crews
title: { zh: 船员基础库, en: Crews }
kind: other
key: citizen_id
keyType: citizen-id
fields:
  - { name: citizen_id, title: { zh: 证件号, en: Id }, type: citizen-id, from: [{ resource: holders, item: citizen_id }, { resource: payers, item: payer_id }] }
  - { name: name, title: { zh: 姓名, en: Name }, type: text, from: [{ resource: holders, item: name }, { resource: payers, item: payer_name }] }
  - { name: berth, title: { zh: 泊位, en: Berth }, type: text, from: [{ resource: holders, item: berth }], grade: 2 }
  - { name: state, title: { zh: 状态, en: State }, type: code, codeTable: state, from: [{ resource: holders, item: state }], grade: 3 }
  - { name: length_m, title: { zh: 船长, en: Length }, type: integer, from: [{ resource: holders, item: length_m }] }
  - { name: paid_on, title: { zh: 缴费日, en: Paid on }, type: date, from: [{ resource: payers, item: paid_on }] }
  - { name: paid, title: { zh: 已缴, en: Paid }, type: boolean, from: [{ resource: payers, item: paid }] }
watch: [state, berth, name]
`,
};

/** Writes the pack, some files changed, into a new folder. */
export function harbourPack(changed: Record<string, (text: string) => string> = {}): { folder: string; ids: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-packs-'));
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, 'harbour', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, changed[name]?.(text) ?? text);
  }
  return { folder, ids: ['harbour'] };
}

/** A synthetic citizen id (area 99); one for each number below 365,000. */
export function citizenId(number: number): string {
  const born = new Date(Date.UTC(1960, 0, 1 + Math.floor(number / 1_000)))
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  const first17 = `990100${born}${String(number % 1_000).padStart(3, '0')}`;
  return `${first17}${citizenIdCheckDigit(first17)}`;
}
