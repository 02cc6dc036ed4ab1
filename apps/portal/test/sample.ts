// Deterministic sample answers for the mock server: an invented club in an invented city, as in packs/tennis-club.
import { eventOf } from './sample-event.ts';
import type { CaseListing, ReturnedListing, Guide, MatterListing, MyCase, Session } from '@yiwang/ui/api/types.ts';

export const text = (zh: string, en: string) => ({ zh, en });
export const OFFICE = text('球场市网球俱乐部办公室', 'Court City Tennis Club Office');
const POLICE = text('球场市户籍登记处', 'Court City Register Office');

export const session: Session = {
  demo: true,
  city: text('球场市', 'Court City'),
  account: {
    id: 'demo-person',
    kind: 'person',
    name: '段晓拍',
    roles: [{ id: 'resident', title: text('个人', 'Resident') }],
    permissions: [],
  },
};
export const signedOut: Session = { ...session, account: null };

export const matters: MatterListing[] = [
  [
    'tennis-membership',
    '网球会员入会',
    'Tennis club membership',
    '年满十周岁即可申请，符合条件的当场办结',
    'From ten years of age; decided at once when the conditions are met',
    'instant',
  ],
  [
    'court-booking',
    '公共球场年度使用登记',
    'Yearly use of public courts',
    '登记后全年可预约公共球场',
    'Book public courts all year after registration',
    'promise',
  ],
  [
    'coach-permit',
    '社会体育指导员备案',
    'Coach registration',
    '教练员备案，证书联网核验',
    'Registration of coaches; certificates are checked online',
    'promise',
  ],
  [
    'youth-subsidy',
    '青少年训练补贴',
    'Youth training subsidy',
    '未满十八周岁的注册会员可申领',
    'For registered members below eighteen',
    'instant',
  ],
].map(([id, zh, en, whatZh, whatEn, projectType], index) => ({
  id: id as string,
  title: text(zh as string, en as string),
  organisation: 'tennis-club-office',
  organisationName: OFFICE,
  summary: text(whatZh as string, whatEn as string),
  projectType: projectType as 'instant' | 'promise',
  ...(projectType === 'promise' ? { promiseDays: index + 3 } : {}),
  visits: index === 2 ? 1 : 0,
  papersSaved: index === 3 ? 0 : index + 1,
  useLevel: '3',
}));

export const guide: Guide = {
  id: 'tennis-membership',
  version: '1.0.0',
  title: text('网球会员入会', 'Tennis club membership'),
  summary: matters[0]?.summary ?? text('无', 'none'),
  organisation: 'tennis-club-office',
  sampleForm: true,
  serves: { persons: true, firms: false },
  organisationName: OFFICE,
  codes: { catalogCode: '992000001001', taskCode: '11990200MB0099047D3992000001001' },
  useLevel: '3',
  windows: [],
  taskType: '20',
  serviceObject: ['natural-person'],
  coOrganisations: [],
  intermediaries: [],
  scenarios: [],
  specialProcedures: [],
  links: [],
  projectType: 'instant',
  limits: { promise: { days: 0, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
  legalBasis: [text('《球场市网球俱乐部章程》第三条', 'Court City Tennis Club Statutes, Article 3')],
  conditions: [
    text('年满十周岁', 'At least ten years of age'),
    text('未满十八周岁的须经监护人同意', "Below eighteen, with a guardian's consent"),
    text('不在候补名单上', 'Not on the waiting list'),
  ],
  materials: [
    {
      id: 'identity-card',
      title: text('居民身份证', 'Identity card'),
      kind: 'original',
      source: 'government',
      necessity: 'required',
      avoided: true,
      replacedBy: text('球员名册', "the players' roll"),
    },
    {
      id: 'address-proof',
      title: text('住址证明', 'Proof of address'),
      kind: 'original',
      source: 'government',
      necessity: 'required',
      avoided: true,
      replacedBy: text('球员名册', "the players' roll"),
    },
    {
      id: 'doctor',
      title: text('近一年体检报告', 'Medical report of the last year'),
      kind: 'original',
      source: 'government',
      necessity: 'later',
      avoided: false,
    },
  ],
  papersSaved: 2,
  visits: 0,
  fee: null,
  result: { title: text('网球会员证', 'Tennis membership card'), licence: 'tennis-membership-card' },
  steps: [
    text('网上填写并提交', 'Fill in and submit online'),
    text('系统按规则当场判断；需要核实的转工作人员', 'Rules decide at once; what needs checking goes to staff'),
    text('会员证自动放入“我的证照”', 'The card is put among your licences'),
  ],
  rights: [
    text('行政复议：球场市人民政府', 'Administrative review: Court City Government'),
    text('行政诉讼：球场市人民法院', 'Litigation: Court City Court'),
  ],
  faq: [
    {
      question: text('需要到现场吗？', 'Do I have to come?'),
      answer: text('不需要，全程网上办理。', 'No, everything is done online.'),
    },
  ],
  phone: '0990-12345',
};

const source = {
  organisation: 'register-office',
  organisationName: POLICE,
  resource: 'players',
  at: '2026-11-22T06:02:00Z',
  purpose: text('办理网球会员入会', 'Handling tennis club membership'),
};

export const draft: MyCase = {
  id: 'c-draft',
  caseNo: '9900202611220001',
  matter: 'tennis-membership',
  matterVersion: '1.0.0',
  title: guide.title,
  organisation: guide.organisation,
  organisationName: OFFICE,
  state: 'draft',
  stateTitle: text('草稿', 'Draft'),
  formSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'citizenId', 'birthDate', 'phone', 'court'],
    properties: {
      name: { type: 'string', title: text('姓名', 'Name') },
      citizenId: { type: 'string', format: 'citizen-id', title: text('公民身份号码', 'Citizen id') },
      birthDate: { type: 'string', format: 'date', title: text('出生日期', 'Date of birth') },
      address: { type: 'string', title: text('住址', 'Address') },
      phone: {
        type: 'string',
        format: 'mobile-phone',
        title: text('手机号码', 'Mobile phone'),
        description: text('办理结果会发到这个号码', 'The result is sent to this number'),
      },
      court: {
        type: 'string',
        title: text('常用场地', 'Usual court'),
        enum: ['clay', 'grass', 'hard'],
        'x-options': { clay: text('红土', 'Clay'), grass: text('草地', 'Grass'), hard: text('硬地', 'Hard court') },
      },
      guardianConsent: {
        type: 'boolean',
        title: text('监护人同意（未满十八周岁）', 'Guardian agrees (below eighteen)'),
      },
    },
  },
  uiOrder: ['name', 'citizenId', 'birthDate', 'address', 'phone', 'court', 'guardianConsent'],
  form: {
    name: '段晓拍',
    citizenId: '99000019980506001X',
    birthDate: '1998-05-06',
    address: '球场市红土区底线街道 8 号',
  },
  sources: { name: source, citizenId: source, birthDate: source, address: { ...source, at: '2026-09-30T02:00:00Z' } },
  locked: ['name', 'citizenId', 'birthDate', 'address'],
  materials: guide.materials,
  documents: [],
  tasks: [],
  process: { xml: '', active: [], done: [], stopped: [], called: [] },
  papersSaved: 2,
  steps: [],
  allowed: ['submit', 'withdraw'],
};

const step = (key: string, zh: string, en: string, state: 'done' | 'current' | 'todo', at?: string) => ({
  key,
  title: text(zh, en),
  state,
  ...(at ? { at } : {}),
});

export const approved: MyCase = {
  ...draft,
  id: 'c-approved',
  state: 'closed',
  stateTitle: text('已办结', 'Closed'),
  form: { ...draft.form, phone: '13900001234', court: 'clay', guardianConsent: false },
  steps: [
    step('submitted', '提交', 'Submitted', 'done', '2026-11-22T06:05:01Z'),
    step('decided', '系统判断', 'Decided by rules', 'done', '2026-11-22T06:05:02Z'),
    step('closed', '办结，证照已签发', 'Closed, licence issued', 'done', '2026-11-22T06:05:04Z'),
  ],
  decision: {
    outcome: 'approved',
    instant: true,
    reason: text('符合入会条件', 'The conditions are met'),
    rules: [
      {
        id: 'free',
        text: text('年满十周岁、不在候补名单上：可以入会', 'Ten or older and not on the waiting list: free to join'),
      },
    ],
    version: '1.0.0',
    at: '2026-11-22T06:05:02Z',
  },
  licenceId: 'l-1',
  allowed: [],
};

export const routed: MyCase = {
  ...approved,
  id: 'c-routed',
  caseNo: '9900202611210002',
  state: 'accepted',
  stateTitle: text('已受理', 'Accepted'),
  steps: [
    step('submitted', '提交', 'Submitted', 'done', '2026-11-21T06:05:01Z'),
    step('accepted', '受理', 'Accepted', 'current', '2026-11-21T06:05:02Z'),
    step('review', '审核', 'Review', 'todo'),
    step('closed', '办结', 'Closed', 'todo'),
  ],
  allowed: ['withdraw'],
  clock: { light: 'amber', dueDate: '2026-11-25', workdaysLeft: 2, provisional: false },
  decision: {
    outcome: 'routed',
    instant: false,
    reason: text('目前在候补名单上，由经办人安排', 'On the waiting list; a clerk arranges it'),
    rules: [{ id: 'waiting', text: text('在候补名单上的，转经办人', 'On the waiting list: goes to a clerk') }],
    version: '1.0.0',
    at: '2026-11-21T06:05:02Z',
  },
};
delete (routed as { licenceId?: string }).licenceId;

export const correction: MyCase = {
  ...routed,
  id: 'c-correction',
  caseNo: '9900202611200003',
  state: 'correction',
  stateTitle: text('待补正', 'To be corrected'),
  allowed: ['resubmit', 'withdraw'],
  clock: {
    light: 'green',
    dueDate: '2026-12-18',
    workdaysLeft: 18,
    provisional: true,
    paused: text('等待您补正', 'waiting for your correction'),
  },
  correction: { items: [{ field: 'phone', text: '手机号码打不通，请核对' }], until: '2026-12-04' },
};
export const refused: MyCase = {
  ...routed,
  id: 'c-refused',
  caseNo: '9900202611190004',
  state: 'refused',
  stateTitle: text('不予许可', 'Refused'),
  allowed: [],
  decision: { ...(routed.decision as NonNullable<MyCase['decision']>), outcome: 'refused', instant: false },
  refusal: {
    reason: '您目前已有一张有效的会员证，不能重复申请。',
    basis: '《球场市网球俱乐部章程》第五条',
    remedies: [
      text('60 日内向球场市人民政府申请行政复议', 'Apply for review by Court City Government within 60 days'),
      text('6 个月内向球场市人民法院提起诉讼', 'Sue at Court City Court within 6 months'),
    ],
  },
};
delete (refused as { clock?: unknown }).clock;

export const event = eventOf(draft);
export const casesById = new Map([draft, approved, routed, correction, refused, event].map((one) => [one.id, one]));

export const listing = (one: MyCase, index = 0): CaseListing => ({
  id: index === 0 ? one.id : `${one.id}-${index}`,
  caseNo: one.caseNo,
  matter: one.matter,
  title: one.title,
  state: one.state,
  stateTitle: one.stateTitle,
  ...(one.state === 'draft' ? {} : { submittedAt: '2026-11-22T06:05:01Z' }),
  updatedAt: '2026-11-22T06:05:04Z',
  instant: one.decision?.instant ?? false,
  papersSaved: one.papersSaved,
  ...(one.state === 'accepted'
    ? { next: text('经办人审核，11 月 25 日前有结果', 'A clerk reviews it; result by 25 November') }
    : {}),
  ...(one.licenceId ? { licenceId: one.licenceId } : {}),
  rated: false,
});

/** What a department's own system handled. */
export const returned: ReturnedListing = {
  id: 'r-1',
  ownNo: 'CLUB-2026-0007',
  matter: 'tennis-membership',
  title: text('网球会员入会', 'Tennis club membership'),
  organisation: 'tennis-club-office',
  organisationName: OFFICE,
  system: 'club-desk',
  systemTitle: text('俱乐部前台系统', 'The club’s desk system'),
  state: 'closed',
  stateTitle: text('已办结', 'Completed'),
  channel: 'window',
  submittedAt: '2026-11-20T02:00:00.000Z',
  steps: [
    { name: text('收件', 'Received'), at: '2026-11-20T02:00:00.000Z' },
    { name: text('办结', 'Completed'), at: '2026-11-20T03:00:00.000Z' },
  ],
  result: { title: '会员卡', number: 'C-7' },
  sample: false,
};

export const divisions = [{ code: '999900', name: { zh: '球场市', en: 'Court City' }, level: 'city' }];
const hall = {
  id: 'court-city-hall',
  level: 'city',
  name: { zh: '球场市政务服务中心', en: 'Court City Service Hall' },
  organisationName: { zh: '球场市网球俱乐部', en: 'Tennis Club' },
  division: '999900',
  divisionName: { zh: '球场市', en: 'Court City' },
  address: { zh: '球场市中央路 1 号', en: '1 Centre Road' },
  phone: '0999-10001',
  open: false,
  next: { date: '2030-01-07', from: '09:00' },
  today: [],
  hours: [
    { days: [1, 2, 3, 4, 5], open: ['09:00-12:00', '13:30-17:00'] },
    { days: [6], open: ['09:00-12:00'] },
  ],
  holidays: 'closed',
  access: ['step-free', 'lift'],
  windows: [
    {
      number: '1',
      name: { zh: '综合受理窗口', en: 'General window' },
      any: true,
      count: 1,
      matters: [{ id: 'tennis-membership', title: { zh: '网球俱乐部会员', en: 'Tennis membership' } }],
    },
  ],
};
/** A hall that is shut until Monday, and one that is open. */
export const points = (empty: boolean) => ({
  at: '2030-01-05T04:00:00.000Z',
  total: empty ? 0 : 2,
  items: empty
    ? []
    : [{ ...hall, id: 'point', level: 'town', phone: '0999-10002', open: true, until: '17:00', next: undefined }, hall],
});
