import { readFileSync } from 'node:fs';
import type { Actor } from '@platform/access';
import { citizenIdCheckDigit, DomainError, defineErrors } from '@platform/kernel';
import type { InterfaceAnswer, InterfaceCall } from '@modules/interfaces/contract';
import type { Matter, MatterDecision, MattersPort } from '@modules/matters/contract';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import { createCases, type CasesDeps } from '../module.ts';

/** A citizen id of the reserved area 99 with the right check digit. */
export function demoCitizenId(birth: string, serial: string): string {
  const first = `990102${birth.replaceAll('-', '')}${serial}`;
  return first + citizenIdCheckDigit(first);
}

const text = (zh: string, en: string): { zh: string; en: string } => ({ zh, en });

/** A firm for which people of the small city may act. */
export const FIRM = { name: '风筝有限公司', creditCode: '91990102MA0000001X' };

/** A kite-flying permit: an invented matter whose rules look at age, a registry field and the form. */
export const KITES: Matter = {
  id: 'kite-permit',
  version: '1.0.0+kites',
  title: text('放风筝登记', 'Kite registration'),
  summary: text('放风筝前登记', 'Register before flying'),
  codes: { catalogCode: '990000000001', taskCode: '9'.repeat(31) },
  keywords: { zh: [], en: [] },
  organisation: 'kite-office',
  taskType: '20',
  useLevel: '3',
  serviceObject: ['natural-person'],
  projectType: 'promise',
  limits: { promise: { days: 10, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
  legalBasis: [{ title: text('《风筝管理办法》', 'Kite Measures'), article: text('第三条', 'article 3') }],
  conditions: [text('年满十周岁', 'Ten years of age')],
  materials: [
    {
      id: 'id-card',
      title: text('身份证', 'Identity card'),
      kind: 'original',
      source: 'government',
      necessity: 'required',
      replacedBy: { interface: 'fliers', fields: ['name'] },
      avoided: true,
      replacedByText: text('由风筝办数据代替', 'Replaced by data'),
    },
    {
      id: 'photo',
      title: text('风筝照片', 'Picture'),
      kind: 'electronic',
      source: 'applicant',
      necessity: 'optional',
      avoided: false,
    },
  ],
  papersSaved: 1,
  visits: { count: 0 },
  fee: { isFee: false },
  result: { kind: 'licence', name: text('风筝证', 'Kite card'), licence: 'kite-card' },
  prefill: [
    {
      interface: 'fliers',
      registry: 'fliers',
      purpose: 'kites',
      parameters: { citizenId: '$applicant.citizenId' },
      into: { name: 'name', address: 'address' },
    },
  ],
  formSchema: {
    type: 'object',
    required: ['name', 'colour'],
    properties: {
      name: { type: 'string', title: text('姓名', 'Name') },
      address: { type: 'string', title: text('住址', 'Address') },
      colour: { type: 'string', enum: ['red', 'blue', 'black'], title: text('颜色', 'Colour') },
    },
  },
  uiOrder: ['name', 'address', 'colour'],
  decision: {
    inputs: { age: '$applicant.age', status: '$data.fliers.status', colour: '$form.colour' },
    routeTo: 'kite-window',
  },
  reasons: {
    fine: text('符合条件', 'Conditions met'),
    young: text('未满十周岁', 'Below ten'),
    look: text('由人工核实', 'A clerk looks'),
  },
  rights: { review: { organ: text('市政府', 'The city') }, litigation: { organ: text('市法院', 'The court') } },
  faq: [],
  phone: '0990-1',
};

/** The same without a licence: it closes with its decision. */
export const NOTE: Matter = {
  ...KITES,
  id: 'kite-note',
  version: '1.0.0+note',
  result: { kind: 'other', name: text('备案', 'Note') },
  prefill: [],
  materials: [],
};

function rules(inputs: Record<string, unknown>): Pick<MatterDecision, 'outcome' | 'reason'> {
  if (typeof inputs['age'] === 'number' && inputs['age'] < 10) return { outcome: 'refuse', reason: 'young' };
  if (inputs['colour'] === 'black') return { outcome: 'refuse', reason: 'not-in-the-pack' };
  return inputs['colour'] === 'red' ? { outcome: 'approve', reason: 'fine' } : { outcome: 'route', reason: 'look' };
}

/** What the author of the rules wrote beside them. */
const WORDS: Record<MatterDecision['outcome'], { text: string; textEn?: string }> = {
  approve: { text: '红色风筝当场登记', textEn: 'Red kites are registered at once' },
  route: { text: '' },
  refuse: { text: '' },
};

/** The product's own for matters that draw none. */
const PROCESS = readFileSync(new URL('../../matters/processes/promise.bpmn', import.meta.url), 'utf8');

const mattersOf = (
  known: readonly Matter[],
  processes: Readonly<Record<string, string>>,
  called: (id: string, version: string) => Readonly<Record<string, string>>,
): MattersPort => ({
  get: (id, version) => {
    const found =
      known.find((matter) => matter.id === id && matter.version === version) ??
      known.find((matter) => matter.id === id);
    if (!found)
      throw defineErrors('matters', { unknownMatter: { status: 404, zh: '没有', en: 'none' } }).unknownMatter();
    return found;
  },
  find: (id) => known.find((matter) => matter.id === id),
  all: () => [...known],
  versions: async (ids) =>
    known
      .filter(({ id }) => ids.includes(id))
      .map(({ id, version, effective }) => ({
        matter: id,
        version,
        since: new Date('2026-11-01T00:00:00Z'),
        inUse: known.find((one) => one.id === id)?.version === version,
        inForce: effective?.until === undefined,
      })),
  process: (id, version) => processes[`${id} ${version}`] ?? processes[id] ?? PROCESS,
  calledProcesses: called,
  decide: async (_id, _version, inputs) => {
    const said = rules(inputs);
    return {
      ...said,
      outputs: { ...said },
      rulesHit: [{ decision: 'kites', index: 1, id: said.reason ?? '', ...WORDS[said.outcome] }],
      version: 'v1',
    };
  },
});

const organisation = (id: string, zh: string): Organisation => ({
  id,
  creditCode: '',
  name: text(zh, id),
  short: text(zh, id),
  division: '990102',
  kind: 'department',
});
const all = [
  organisation('kite-office', '风筝办'),
  organisation('kite-window', '风筝窗口'),
  organisation('police', '公安局'),
  organisation('fire-brigade', '消防队'),
  { ...organisation('hall', '政务大厅'), kind: 'window' },
  { ...organisation('government', '人民政府'), kind: 'government' },
  { ...organisation('next-government', '邻县人民政府'), kind: 'government', division: '990103' },
];
const organisations: OrganisationsPort = {
  all: () => all,
  find: (id) => all.find((one) => one.id === id),
  get: (id) => all.find((one) => one.id === id) as Organisation,
  subtree: (id) => [id],
  division: () => undefined,
  divisionPath: (code) => text(code, code),
  children: () => [],
};

export type Flier = { citizenId: string; name: string; values?: Record<string, string | null> };

/** The module among fakes: people with or without a record, an interface that can be made to fail, `more` matters beside the kites. */
export function casesAmongFakes(
  people: Record<string, Flier>,
  more: readonly Matter[] = [],
  processes: Readonly<Record<string, string>> = {},
  called: Readonly<Record<string, string>> = {},
) {
  const known = [KITES, NOTE, ...more];
  const drawn = { ...processes };
  const calledBy = new Map<string, Readonly<Record<string, string>>>();
  const matters = mattersOf(known, drawn, (id, version) => calledBy.get(`${id} ${version}`) ?? called);
  const calls: InterfaceCall<Actor>[] = [];
  const city = {
    calls,
    failing: false,
    /** From now on this version of a matter is in use; those before it stay known. */
    publish(matter: Matter, process: string, calls?: Readonly<Record<string, string>>): void {
      known.unshift(matter);
      if (calls) calledBy.set(`${matter.id} ${matter.version}`, calls);
      drawn[`${matter.id} ${matter.version}`] = process;
    },
  };
  const call = async (one: InterfaceCall<Actor>): Promise<InterfaceAnswer> => {
    calls.push(one);
    if (city.failing) throw new DomainError('interfaces.away', { status: 503, zh: '不可用', en: 'away' });
    const values = Object.values(people).find((person) => person.citizenId === one.parameters['citizenId'])?.values;
    if (!values) return { callId: one.caseNo, mode: 'rows', rows: [] };
    const source = { organisation: 'police', resource: 'fliers-roll', at: '2026-11-01T00:00:00.000Z' };
    return {
      callId: one.caseNo,
      mode: 'rows',
      rows: [{ values, sources: Object.fromEntries(Object.keys(values).map((field) => [field, source])) }],
    };
  };
  const create = (deps: Omit<CasesDeps, 'identity' | 'interfaces' | 'matters' | 'organisations'>) =>
    createCases({
      ...deps,
      organisations,
      matters,
      interfaces: { call },
      identity: {
        // `someone@office` and `staff-of-office` work in that office.
        staffOf: async (account) => {
          const office = /^(?:staff-of-|.+@)(.+)$/.exec(account)?.[1];
          return office === undefined ? undefined : { name: account, organisation: office, roles: ['clerk'] };
        },
        staffWho: async (_permission, offices) =>
          offices.flatMap((office) =>
            ['one', 'two'].map((who) => ({ account: `${who}@${office}`, name: who, organisation: office })),
          ),
        accountOfSubject: async (subject) =>
          Object.keys(people).find(
            (account) => deps.blindIndex(people[account]?.citizenId ?? '', 'subject') === subject,
          ),
        firmOfSubject: async (subject) => (subject === deps.blindIndex(FIRM.creditCode, 'subject') ? FIRM : undefined),
        subjectOf: (citizenId) => deps.blindIndex(citizenId, 'subject'),
        citizenOf: async (accountId) => {
          const { citizenId, name } = people[accountId] as Flier;
          return { citizenId, name, subject: deps.blindIndex(citizenId, 'subject') };
        },
      },
    });
  return { city, create };
}
