import { cases } from './mock-cases.ts';
import { BUREAU, POLICE, at, text, uuid } from './mock-words.ts';

const title = { accept: text('受理', 'Acceptance'), decide: text('审核决定', 'Review and decision') };
const RESULTS = {
  accept: [
    { result: 'accept', title: text('受理', 'Accepted') },
    { result: 'correct', title: text('一次性告知补正', 'To be corrected') },
    { result: 'refuse', title: text('不予办理', 'Refused') },
  ],
  decide: [
    { result: 'approve', title: text('准予', 'Approved') },
    { result: 'refuse', title: text('不予办理', 'Refused') },
  ],
};
const taskId = (n: number): string => uuid(5001 + n);
const caseIndex = (caseId: string): number => cases.findIndex(({ id }) => id === caseId);
const LIGHTS = ['double-red', 'red', 'amber', 'green'] as const;

/** One open task of each case: acceptance of a received one, the decision of one that is examined. */
export const tasks = cases.map((one, n) => {
  const link = one.state === 'received' ? ('accept' as const) : ('decide' as const);
  return {
    id: taskId(n),
    node: link,
    link,
    linkTitle: title[link],
    task: title[link],
    state: 'open',
    organisation: one.organisation,
    organisationName: one.organisationName,
    openedAt: one.receivedAt,
    dueDate: one.clock.dueDate,
    workdaysLeft: one.clock.workdaysLeft,
    light: LIGHTS[Math.min(3, Math.floor(n / 12))] ?? 'green',
    mine: n % 4 !== 3,
    results: n % 4 === 3 ? [] : RESULTS[link],
    ...(n % 5 === 1 ? { heldBy: 'me' } : n % 5 === 2 ? { heldBy: 'other' } : {}),
    urged: n === 2 ? 1 : 0,
    caseId: one.id,
    caseNo: one.caseNo,
    matter: one.matter,
    title: one.title,
    applicant: one.applicant,
    caseState: one.state,
    caseStateTitle: one.stateTitle,
    suspended: false,
    revision: 3,
  };
});
export const caseOfTask = (id: string): string | undefined => tasks.find((task) => task.id === id)?.caseId;

const PROCESS = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="http://yiwang.dev/bpmn" id="d">
  <process id="p"><startEvent id="start"/><userTask id="accept" name="受理" yw:link="accept"/><userTask id="decide" name="审核决定" yw:link="decide"/></process>
</definitions>`;

/** What only officers see of a case: tasks with an opinion, two clocks, documents. */
export function insideOf(caseId: string, decided: boolean): object {
  const n = caseIndex(caseId);
  const own = tasks[n];
  return {
    tasks: [
      {
        ...own,
        id: uuid(7001 + n),
        node: 'ask',
        link: 'opinion',
        linkTitle: text('征求意见', 'Opinion'),
        task: text('居住情况意见', 'Opinion on the household'),
        state: 'done',
        organisation: 'psb',
        organisationName: POLICE,
        mine: false,
        results: [],
        result: 'agree',
        resultTitle: text('同意', 'Agreed'),
        closedAt: at(70),
        opinion: '经派出所核实，确在本市居住。',
      },
      { ...own, ...(decided ? { state: 'done', mine: false, results: [], result: 'approve', closedAt: at(1) } : {}) },
    ],
    process: { xml: PROCESS, active: decided ? [] : ['decide'], done: ['start', 'accept'], stopped: [], called: [] },
    clocks: {
      ...(decided ? {} : { light: 'amber' }),
      promise: { days: 5, unit: 'workday', elapsed: 4, dueDate: '2026-11-24', left: 1 },
      statutory: { days: 20, unit: 'workday', elapsed: 4, dueDate: '2026-12-15', left: 16 },
      suspended: false,
      extendedDays: 0,
    },
    acts: [
      {
        task: own?.id,
        kind: 'urge',
        at: at(30),
        by: 'x',
        byOrganisation: 'civil-affairs-bureau',
        reason: '请尽快办理',
      },
    ],
    returnTo: decided ? [] : [{ node: 'accept', title: text('受理', 'Acceptance'), from: [own?.id] }],
    documents: [
      {
        id: uuid(7500 + n),
        kind: 'acceptance',
        title: text('受理通知书', 'Notice of acceptance'),
        number: '市民政局受字〔2026〕12号',
        organisation: 'civil-affairs-bureau',
        organisationName: BUREAU,
        at: at(80),
        deliveries: [{ channel: 'inbox', state: 'sent', attempts: 1, sentAt: at(80), seenAt: at(60) }],
      },
    ],
    committed: false,
    credit: {
      result: 'warn',
      title: text('有一条提醒记录，不影响办理', 'One record to take note of; it does not stand in the way'),
      at: at(90),
      records: [
        {
          title: text('2025 年未按期缴纳水费', 'Water bill not paid in time in 2025'),
          measure: {
            title: text('加强核查', 'Check more closely'),
            basis: text(
              '《明州市公共信用信息管理办法（示例）》第十二条',
              'Mingzhou Measures on Public Credit (sample), article 12',
            ),
          },
        },
      ],
    },
    suspensions: [],
  };
}

export const substitutes = [
  {
    id: uuid(7900),
    organisation: 'civil-affairs-bureau',
    account: uuid(501),
    accountName: '许知远',
    forAccount: uuid(500),
    forAccountName: '高晓岚',
    from: '2026-11-20',
    until: '2026-12-31',
  },
];
export const colleagues = [
  { account: uuid(500), name: '高晓岚', organisation: 'civil-affairs-bureau' },
  { account: uuid(501), name: '许知远', organisation: 'civil-affairs-bureau' },
];

const line = (key: string, name: ReturnType<typeof text>, count: number) => ({
  key,
  title: name,
  submitted: count,
  decided: count,
  instantShare: count === 0 ? null : 0.881,
  onlineShare: count === 0 ? null : 0.978,
  windowShare: count === 0 ? null : 0.022,
  zeroVisitShare: count === 0 ? null : 0.94,
  oneVisitShare: count === 0 ? null : 0.99,
  promisedZeroVisitShare: count === 0 ? null : 0.97,
  promisedOneVisitShare: count === 0 ? null : 1,
  moreVisits: count === 0 ? 0 : 3,
  visitsCounted: count,
  onTimeShare: count === 0 ? null : 1,
  promisedCompression: count === 0 ? null : 0.75,
  actualCompression: count === 0 ? null : 0.9,
  takenDays: count === 0 ? null : 1.2,
  promisedDays: count === 0 ? null : 5,
  statutoryDays: count === 0 ? null : 20,
  referred: count === 0 ? 0 : 2,
  open: count,
  amber: count === 0 ? 0 : 12,
  red: count === 0 ? 0 : 12,
  doubleRed: count === 0 ? 0 : 12,
  stopped: count === 0 ? 0 : 1,
});
export const board = (empty: boolean) => ({
  from: '2026-10-24',
  to: '2026-11-22',
  total: line('total', text('合计', 'Total'), empty ? 0 : 312),
  lines: empty ? [] : [line('civil-affairs-bureau', BUREAU, 312)],
});
export const boardCases = cases.slice(0, 12).map((one) => ({
  id: one.id,
  caseNo: one.caseNo,
  matter: one.matter,
  title: one.title,
  organisation: one.organisation,
  organisationName: one.organisationName,
  state: one.state,
  stateTitle: one.stateTitle,
  submittedAt: one.receivedAt,
  instant: false,
  light: 'double-red',
  dueDate: '2026-11-20',
}));

const figures = { waiting: 2, lent: 1, failed: 1, done: 38, oldestAt: at(90), lastAt: at(2) };
export const systems = [
  {
    system: 'psb-residence',
    title: text('公安居住证系统', 'Residence permit system of the police'),
    organisation: 'psb',
    organisationName: POLICE,
    simulated: true,
    seenAt: at(0),
    ...figures,
    matters: [{ matter: 'residence', title: text('居住证签注', 'Endorsement of a residence permit'), ...figures }],
  },
  {
    system: 'card-printer',
    title: text('制证系统', 'Card printing'),
    organisation: 'civil-affairs-bureau',
    organisationName: BUREAU,
    simulated: false,
    waiting: 0,
    lent: 0,
    failed: 0,
    done: 0,
    matters: [],
  },
];
