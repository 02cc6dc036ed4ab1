// A small invented harbour for this module's tests: its pack, its people, and a stand-in for the catalogue.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { citizenIdCheckDigit } from '@platform/kernel';
import { openLake, rawTable } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { Actor } from '@platform/access';
import type { CataloguedResource, CatalogueWriter } from '@modules/catalogue/contract';

const FILES: Record<string, string> = {
  'pack.yaml': 'id: harbour\nversion: 1.0.0\ntitle: { zh: 港口, en: Harbour }\nrequires: []\n',
  'divisions/places.yaml': 'divisions:\n  - { code: "990100", name: { zh: 港市, en: Harbour City }, level: city }\n',
  'organisations/offices.yaml': `organisations:
  - { id: harbour-office, creditCode: 11100000000013338W, name: { zh: 港务局, en: Harbour Office }, short: { zh: 港务, en: Harbour }, division: "990100", kind: department }
  - { id: fee-office, creditCode: 12100000000018032A, name: { zh: 规费所, en: Fee Office }, short: { zh: 规费, en: Fees }, division: "990100", kind: department }
`,
  'standards/sex.yaml': `id: sex
title: { zh: 性别, en: Sex }
codes:
  - { code: "1", name: { zh: 男, en: male }, aliases: [M] }
  - { code: "2", name: { zh: 女, en: female }, aliases: [F] }
`,
  'resources/berth-holders.yaml': `id: berth-holders
title: { zh: 泊位持有人, en: Berth holders }
summary: { zh: 持有泊位的人, en: People who hold a berth }
provider: harbour-office
class: { category: department }
shareType: conditional
shareCondition: { zh: 限业务使用, en: For its purpose only }
openAttribute: closed
updateCycle: daily
grade: 2
key: [citizen_id]
items:
  - { name: citizen_id, title: { zh: 证件号, en: Citizen id }, type: citizen-id, mask: citizen-id }
  - { name: name, title: { zh: 姓名, en: Name }, type: text, required: true, maxLength: 10, mask: name }
  - { name: sex, title: { zh: 性别, en: Sex }, type: code, codeTable: sex, personal: false }
  - { name: birth_date, title: { zh: 生日, en: Birth date }, type: date, mask: date }
  - { name: berth, title: { zh: 泊位, en: Berth }, type: text, pattern: "^[A-Z]\\\\d+$", personal: false }
  - { name: length_m, title: { zh: 船长, en: Length }, type: integer, min: 2, max: 60, personal: false }
  - { name: firm, title: { zh: 公司, en: Firm }, type: credit-code }
  - { name: paid, title: { zh: 已缴, en: Paid }, type: boolean, personal: false }
  - { name: since, title: { zh: 起租, en: Since }, type: date, personal: false }
rowRules:
  - { id: born, rule: birth-date-matches-citizen-id, items: [birth_date, citizen_id] }
  - { id: sex, rule: sex-matches-citizen-id, items: [sex, citizen_id] }
  - { id: order, rule: date-order, items: [birth_date, since] }
`,
  'resources/fees.yaml': `id: fees
title: { zh: 规费, en: Fees }
summary: { zh: 泊位规费, en: Fees of berths }
provider: fee-office
class: { category: department }
shareType: conditional
shareCondition: { zh: 限业务使用, en: For its purpose only }
openAttribute: closed
updateCycle: daily
grade: 2
key: [number]
items:
  - { name: number, title: { zh: 编号, en: Number }, type: text, personal: false }
  - { name: payer, title: { zh: 缴费人, en: Payer }, type: text, maxLength: 20 }
  - { name: due_on, title: { zh: 到期日, en: Due on }, type: date, personal: false }
`,
  'sources/holders-database.yaml': `id: holders-database
title: { zh: 港务前置库, en: Harbour front database }
organisation: harbour-office
resource: berth-holders
mode: snapshot
connector: postgres
settings: { urlFrom: HARBOUR_DATABASE, schema: front, table: Holders }
mapping:
  - { item: citizen_id, column: ZJHM, transform: [trim, citizen-id] }
  - { item: name, column: XM, transform: [trim] }
  - { item: sex, column: XB, transform: [trim, half-width, "code:sex"] }
  - { item: birth_date, column: CSRQ, transform: [trim, half-width, date], dateFormats: [YYYY-MM-DD, YYYYMMDD, YYYY年M月D日] }
  - { item: berth, column: BW, transform: [trim, half-width, upper] }
  - { item: length_m, column: CD, transform: [trim, half-width] }
  - { item: firm, column: TYDM, transform: [trim] }
  - { item: paid, column: SFJF, transform: [trim] }
  - { item: since, column: QZRQ, transform: [date] }
schedule: { everyMinutes: 30 }
`,
  'sources/fees-file.yaml': `id: fees-file
title: { zh: 规费文件, en: File of fees }
organisation: fee-office
resource: fees
mode: snapshot
connector: csv
settings: { dropFolderFrom: FEES_DROP, filePattern: fees-*.csv }
mapping:
  - { item: number, column: 编号, transform: [trim, half-width] }
  - { item: payer, column: 缴费人, transform: [trim] }
  - { item: due_on, column: 到期, transform: [trim, date], dateFormats: [YYYY/M/D, excel-serial] }
`,
  'sources/fees-book.yaml': `id: fees-book
title: { zh: 规费表格, en: Workbook of fees }
organisation: fee-office
resource: fees
mode: snapshot
connector: xlsx
settings: { dropFolderFrom: FEES_DROP, filePattern: fees-*.xlsx, sheet: 规费 }
mapping:
  - { item: number, column: 编号, transform: [trim, half-width] }
  - { item: payer, column: 缴费人, transform: [trim] }
  - { item: due_on, column: 到期, transform: [trim, date], dateFormats: [YYYY/M/D, excel-serial] }
`,
};

/** Writes the pack into a new folder; what `startTestCity` takes as `packs`. */
export function harbourPack(): { folder: string; ids: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-packs-'));
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, 'harbour', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { folder, ids: ['harbour'] };
}

/** A synthetic citizen id (area 99) of someone born on `born`. */
export function citizenId(serial: number, born = '1960-05-04'): string {
  const first17 = `990100${born.replaceAll('-', '')}${String(serial % 1000).padStart(3, '0')}`;
  return `${first17}${citizenIdCheckDigit(first17)}`;
}

/** The catalogue as far as the exchange needs it: definitions of the packs, and raw tables to write. */
export function harbourCatalogue(
  deps: Pick<Foundations, 'packs' | 'database'>,
): Module & { port: CatalogueWriter<Actor> } {
  const lake = openLake(deps.database);
  const all: CataloguedResource[] = deps.packs.all('resources').map(({ value, hash }) => ({ ...value, version: hash }));
  const find = (id: string) => all.find((resource) => resource.id === id);
  return {
    name: 'catalogue',
    async prepare() {
      for (const resource of all) {
        await lake.ensureTable(rawTable(resource), [['_load']]);
        await lake.grantWrite(rawTable(resource), 'exchange');
      }
    },
    port: {
      find,
      resources: () => all,
      resource(id) {
        const found = find(id);
        if (!found) throw new Error(`No resource ${id}`);
        return found;
      },
      async addItem({ resource: id, item }) {
        const place = all.findIndex((resource) => resource.id === id);
        const before = all[place] as CataloguedResource;
        const next = { ...before, items: [...before.items, item], version: `${before.version}+${item.name}` };
        await lake.ensureTable(rawTable(next));
        all[place] = next;
        return next;
      },
      refresh: async () => undefined,
    },
  };
}
