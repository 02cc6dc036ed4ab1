import { BUREAU, POLICE, SURNAMES, at, text, uuid, type Text } from './mock-words.ts';

const TITLE = text('老年优待证申领', "Elder's courtesy card");
const STATES = {
  received: text('已收件', 'Received'),
  correction: text('待补正', 'To be corrected'),
  'under-review': text('审核中', 'Under review'),
  approved: text('准予，制证送达中', 'Approved, to be delivered'),
} as const;

export const session = (permissions: string[], roles: { id: string; title: Text }[]) => ({
  demo: true,
  city: text('明州市', 'Mingzhou'),
  account: {
    kind: 'staff',
    id: 'gao-xiaolan',
    name: '高晓岚',
    organisation: 'civil-affairs-bureau',
    organisationName: BUREAU,
    roles,
    permissions,
  },
});

export const cases = Array.from({ length: 312 }, (_, n) => {
  const state = (['received', 'under-review', 'received', 'correction'] as const)[n % 4] ?? 'received';
  const left = Math.floor(n / 12) - 1;
  return {
    id: uuid(n + 1),
    caseNo: `MZ2026${String(112000318 + n)}`,
    matter: 'card',
    title: TITLE,
    applicant:
      n === 1
        ? '明州市江湾区长三角一体化示范区新能源汽车零部件科技有限责任公司'
        : `${SURNAMES[n % 10]}*${n % 3 === 0 ? '芬' : ''}`,
    state,
    stateTitle: STATES[state],
    clock: {
      light: left <= 0 ? 'red' : left < 2 ? 'amber' : 'green',
      dueDate: '2026-11-24',
      workdaysLeft: left,
      provisional: n > 250,
      ...(state === 'correction'
        ? {
            paused: text(
              '等待申请人补正（2026-12-02 前），办理时限暂不计算',
              "Waiting for the applicant's corrections (until 2026-12-02); the handling time does not run",
            ),
          }
        : {}),
    },
    instant: false,
    receivedAt: at(n * 7 + 30),
    organisation: 'civil-affairs-bureau',
    organisationName: BUREAU,
  };
});

const source = (organisationName: Text, resource: string) => ({
  organisation: 'x',
  organisationName,
  resource,
  at: at(12),
  purpose: text('办理老年优待证', "Handling an elder's courtesy card"),
});
const field = (zh: string, en: string, more: object = {}) => ({ type: 'string', title: text(zh, en), ...more });

export function workCase(id: string, done: { action?: string; revision: number }) {
  const listed = cases.find((one) => one.id === id);
  if (!listed) return undefined;
  const decided = done.action === 'approve' || done.action === 'refuse';
  return {
    ...listed,
    ...(decided ? { state: 'approved', stateTitle: STATES.approved, clock: undefined } : {}),
    matterVersion: '1.2.0+3fa9c1d204ab',
    formSchema: {
      type: 'object',
      properties: {
        name: field('姓名', 'Name'),
        citizenId: field('公民身份号码', 'Citizen id'),
        birthDate: field('出生日期', 'Date of birth'),
        householdPlace: field('户籍所在地', 'Place of the household'),
        householdSince: field('落户日期', 'Household here since'),
        subsistence: field('救助类别', 'Kind of assistance', {
          oneOf: [{ const: 'none', title: text('未享受', 'None') }],
        }),
        phone: field('手机号码', 'Mobile phone'),
        delivery: field('领取方式', 'How to receive it', {
          oneOf: [{ const: 'post', title: text('邮寄到家', 'By post') }],
        }),
        address: field('邮寄地址', 'Address for the post'),
      },
    },
    uiOrder: [
      'name',
      'citizenId',
      'birthDate',
      'householdPlace',
      'householdSince',
      'subsistence',
      'phone',
      'delivery',
      'address',
    ],
    form: {
      name: '罗长林',
      citizenId: '9902**********4321',
      birthDate: '1960-03-14',
      householdPlace: '明州市江湾区鼓楼街道',
      householdSince: '2026-08-30',
      subsistence: 'none',
      phone: '139****2071',
      delivery: 'post',
    },
    sources: Object.fromEntries(
      ['name', 'citizenId', 'birthDate', 'householdPlace', 'householdSince']
        .map((name) => [name, source(POLICE, 'household-register')])
        .concat([['subsistence', source(BUREAU, 'subsistence-roll')]]),
    ),
    locked: ['name', 'citizenId', 'birthDate', 'householdPlace', 'householdSince', 'subsistence'],
    materials: [
      {
        id: 'id',
        title: text('居民身份证', 'Identity card'),
        avoided: true,
        necessity: 'required',
        replacedBy: text('由市公安局户籍数据代替', 'Replaced by household data of public security'),
      },
      {
        id: 'household',
        title: text('户口簿', 'Household book'),
        avoided: true,
        necessity: 'required',
        replacedBy: text('由市公安局户籍数据代替', 'Replaced by household data of public security'),
      },
      { id: 'photo', title: text('一寸免冠照片', 'Photograph'), avoided: false, necessity: 'required' },
    ],
    papersSaved: 2,
    steps: [
      { key: 'submit', title: text('提交申请', 'Application'), state: 'done', at: at(90) },
      { key: 'accept', title: text('受理', 'Acceptance'), state: 'done', at: at(80) },
      {
        key: 'review',
        title: text('审核', 'Review'),
        state: decided ? 'done' : 'current',
        ...(decided ? { at: at(1) } : {}),
      },
      {
        key: 'decide',
        title: text('决定', 'Decision'),
        state: decided ? 'done' : 'todo',
        ...(decided ? { at: at(1), note: text('准予', 'Approved') } : {}),
      },
      {
        key: 'issue',
        title: text('制证', 'Issuing'),
        state: decided ? 'current' : 'todo',
        note: text('老年优待证', "Elder's courtesy card"),
      },
      { key: 'close', title: text('办结', 'Completed'), state: 'todo' },
    ],
    submittedAt: at(90),
    applicant: { name: '罗长林', citizenId: '9902**********4321' },
    revision: done.revision,
    trace: {
      inputs: { age: 66, householdStatus: 'normal', householdSince: '2026-08-30', subsistence: 'none' },
      rulesHit: [
        {
          index: 4,
          id: 'r4',
          text: text('落户不满六个月，需人工核实居住情况', 'Household here for less than six months: a person checks'),
        },
      ],
      decision: 'route',
      reason: text('户口刚迁入，需核实', 'The household moved in lately and has to be checked'),
      version: '3fa9c1d204ab',
      at: at(89),
    },
    history: [
      {
        at: at(95),
        action: text('打开申请，带出已有数据', 'Application opened, known data fetched'),
        by: text('申请人', 'Applicant'),
      },
      { at: at(90), action: text('提交申请（收件）', 'Application handed in'), by: text('申请人', 'Applicant') },
      { at: at(89), action: text('规则转人工办理', 'Routed to a person by the rules'), by: text('系统', 'The system') },
      { at: at(80), action: text('受理', 'Accepted'), by: BUREAU, note: text('材料齐全。', 'All papers are there.') },
    ],
    reasons: [
      text('申请人户籍不在本市', "The applicant's household is not in this city"),
      text('申请人未满六十周岁', 'The applicant is below sixty'),
    ],
    legalBasis: [
      text(
        '《明州市老年人优待办法（示例）》第六条',
        'Mingzhou Measures on Courtesies for the Elderly (sample), article 6',
      ),
    ],
    allowed: decided ? [] : ['accept', 'request-correction', 'approve', 'refuse'],
  };
}

export const verifications = (['open', 'open', 'confirmed', 'dismissed'] as const).map((state, n) => ({
  id: uuid(700 + n),
  licenceId: uuid(800 + n),
  identifier: '1.2.156.3005.2.11100000MB9900001X01.990200202611200001.1.0',
  licenceTitle: text('老年优待证', "Elder's courtesy card"),
  holder: '周*芬',
  licenceStatus: state === 'confirmed' ? 'suspended' : 'valid',
  organisation: 'civil-affairs-bureau',
  title: text('持证人户籍可能已迁出', "The holder's household may have moved away"),
  evidence: text(
    '户籍人口基本信息中，该持证人的户籍状态由“正常”变为“迁出”。',
    'In the household register the status of the holder changed from normal to moved away.',
  ),
  field: text('户籍状态', 'Household status'),
  before: text('正常', 'Normal'),
  after: text('迁出', 'Moved away'),
  resource: 'household-register',
  resourceTitle: text('户籍人口基本信息', 'Household register'),
  loadId: uuid(9001),
  state,
  createdAt: at(40 + n * 300),
  ...(state === 'open'
    ? { clock: { light: n === 0 ? 'amber' : 'green', dueDate: '2026-11-24', workdaysLeft: n + 1, provisional: false } }
    : { decidedAt: at(20), finding: '已与派出所核对，确已迁往外市。' }),
  objections: state === 'confirmed' ? [{ at: at(10), text: '我只是把户口迁到女儿家，人仍住在本市。' }] : [],
  allowed: state === 'open' ? ['confirm', 'dismiss'] : state === 'confirmed' ? ['restore', 'revoke'] : [],
}));
