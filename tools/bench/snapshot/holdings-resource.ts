import type { ResourceDefinition } from '@modules/catalogue/contract';

const named = (name: string) => ({ name, title: { zh: name, en: name } });

/** The bench's resource: twelve items under all the checks that a register asks for, and the rules between them. */
export const HOLDINGS: ResourceDefinition & { version: string } = {
  id: 'holdings',
  version: 'bench',
  title: { zh: '持有登记', en: 'Holdings' },
  summary: { zh: '基准测试', en: 'Bench' },
  provider: 'bench',
  class: { category: 'department' },
  shareType: 'none',
  openAttribute: 'closed',
  updateCycle: 'daily',
  grade: 2,
  key: ['id'],
  items: [
    { ...named('id'), type: 'integer', min: 1 },
    { ...named('citizen_id'), type: 'citizen-id', required: true },
    { ...named('name'), type: 'text', required: true, maxLength: 50 },
    { ...named('sex'), type: 'code', codeTable: 'sex' },
    { ...named('born'), type: 'date' },
    { ...named('phone'), type: 'text', maxLength: 20, pattern: '^1\\d{10}$' },
    { ...named('address'), type: 'text', maxLength: 100 },
    { ...named('amount'), type: 'number' },
    { ...named('registered_on'), type: 'date' },
    { ...named('updated_at'), type: 'timestamp' },
    { ...named('status'), type: 'code', codeTable: 'status' },
    { ...named('points'), type: 'integer', min: 0, max: 10_000 },
  ],
  rowRules: [
    { id: 'born', rule: 'birth-date-matches-citizen-id', items: ['born', 'citizen_id'] },
    { id: 'sex', rule: 'sex-matches-citizen-id', items: ['sex', 'citizen_id'] },
    { id: 'order', rule: 'date-order', items: ['born', 'registered_on'] },
  ],
};

const codes = (id: string, all: readonly string[]) => ({
  codes: new Set(all),
  read: new Map(all.map((code) => [code, code])),
  id,
});
const TABLES = new Map(
  [codes('sex', ['0', '1', '2', '9']), codes('status', ['10', '20', '30', '99'])].map((one) => [one.id, one]),
);

export const codeTableOf = (id: string) => TABLES.get(id);
