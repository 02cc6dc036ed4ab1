// What stands in drawers: cases to be moved, returned cases, disputes with other nodes. Invented; nothing here is shipped.
import { cases } from './mock-cases.ts';
import { at, BUREAU, text, uuid } from './mock-words.ts';

const CARD = text('老年优待证申领', "Elder's card");

export const runningVersions = [
  {
    matter: 'card',
    title: CARD,
    version: '1.0.0+1a2b3c4d5e6f',
    current: 'c3+6f5e4d3c2b1a',
    inUse: false,
    running: 12,
    targets: [{ version: 'c3+6f5e4d3c2b1a', since: at(1_000), inUse: true }],
  },
];

/** Of twelve, ten would move. */
export const moveTrial = {
  results: cases
    .slice(0, 12)
    .map(({ id, caseNo }, n) =>
      n < 10
        ? { caseId: id, caseNo, moves: true, seen: `s${n}` }
        : { caseId: id, caseNo, moves: false, why: text('会签还没有完成', 'A countersignature is still to come') },
    ),
  places: [
    {
      node: 'review',
      title: text('审核', 'Review'),
      to: 'examine',
      cases: 12,
      choices: [{ node: 'examine', title: text('材料审查', 'Examination') }],
    },
  ],
  notes: [{ text: text('多一个环节：公示', 'One step more: public notice'), cases: 10 }],
  stays: [text('时限不变', 'The time limits stay')],
};

export const returnedSystems = [
  {
    system: 'assist',
    systemTitle: text('社会救助系统', 'Social assistance system'),
    taken: 812,
    faulty: 2,
    lastAt: at(9),
  },
];
export const returnedFaults = [1, 2].map((n) => ({
  system: 'assist',
  systemTitle: text('社会救助系统', 'Social assistance system'),
  organisationName: BUREAU,
  ownNo: `JZ-2026-00${n}`,
  version: 1,
  faults: [
    { path: '/matter', code: 'cases.returned-unknown', message: text('没有这个事项', 'There is no such matter') },
  ],
  times: n,
  firstAt: at(90),
  at: at(30),
}));

export const DISPUTE = uuid(97_001);
export const shareDisputes = [
  {
    id: DISPUTE,
    number: 'ZY-2026-0001',
    share: uuid(97_100),
    peerName: text('海省', 'Hai Province'),
    title: text('婚姻登记信息', 'Register of marriages'),
    organisationName: BUREAU,
    providerName: text('海省民政厅', 'Department of Civil Affairs of Hai'),
    requestNumber: 'GX-2026-0012',
    raisedBy: 'applicant',
    state: 'answered',
    text: '逾期没有答复。',
    at: at(4_000),
    answer: '正在核对字段。',
    answeredAt: at(2_000),
    by: text('海省数据局', 'Data Bureau of Hai'),
    clock: { dueAt: at(-9_000), dueDate: '2026-11-27', provisional: false },
    light: 'green',
    acts: ['answer', 'withdraw'],
  },
];
