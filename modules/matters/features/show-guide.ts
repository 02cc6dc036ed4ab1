import { Type } from 'typebox';
import { formatYuan, LocalText } from '@platform/kernel';
import { sampleOf, type FormSchema } from '@platform/forms';
import { feature, type Feature } from '@platform/http';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Matter, MattersPort, Organ } from '../contract/index.ts';

const Limit = Type.Object({ days: Type.Integer(), unit: Type.Union([Type.Literal('workday'), Type.Literal('day')]) });

const Guide = Type.Object({
  id: Type.String(),
  version: Type.String(),
  title: LocalText,
  summary: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  /** Whom it serves (服务对象). */
  serves: Type.Object({ persons: Type.Boolean(), firms: Type.Boolean() }),
  codes: Type.Object({ catalogCode: Type.String(), taskCode: Type.String(), localCode: Type.Optional(Type.String()) }),
  projectType: Type.Union([Type.Literal('instant'), Type.Literal('promise')]),
  limits: Type.Object({ promise: Limit, statutory: Limit }),
  legalBasis: Type.Array(LocalText),
  conditions: Type.Array(LocalText),
  materials: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalText,
      necessity: Type.Union([Type.Literal('required'), Type.Literal('optional'), Type.Literal('later')]),
      avoided: Type.Boolean(),
      replacedBy: Type.Optional(LocalText),
      note: Type.Optional(LocalText),
      kind: Type.Enum(['original', 'copy', 'original-and-copy', 'electronic']),
      source: Type.Enum(['applicant', 'government', 'intermediary']),
      copies: Type.Optional(Type.Integer()),
      basis: Type.Optional(LocalText),
    }),
  ),
  /** The application form can be had blank of every matter; filled in as a sample where its author gave examples. */
  sampleForm: Type.Boolean(),
  papersSaved: Type.Integer(),
  visits: Type.Integer(),
  visitReason: Type.Optional(LocalText),
  fee: Type.Union([Type.Null(), LocalText]),
  /** By which rules it is charged; absent where nothing is. */
  feeRules: Type.Optional(Type.Object({ basis: Type.Array(LocalText), payOnline: Type.Boolean() })),
  result: Type.Object({ title: LocalText, licence: Type.Optional(Type.String()) }),
  steps: Type.Array(LocalText),
  rights: Type.Array(LocalText),
  faq: Type.Array(Type.Object({ question: LocalText, answer: LocalText })),
  phone: Type.Optional(Type.String()),
  supervisionPhone: Type.Optional(Type.String()),
  useLevel: Type.String(),
  inherits: Type.Optional(Type.String()),
  handling: Type.Optional(
    Type.Object({
      forms: Type.Array(Type.Enum(['window', 'online', 'mail', 'terminal'])),
      depth: Type.Optional(Type.Enum(['I', 'II', 'III', 'IV'])),
      across: Type.Optional(Type.Enum(['county', 'city', 'province', 'nation'])),
      mail: Type.Optional(Type.Object({ materials: Type.Boolean(), result: Type.Boolean() })),
      booking: Type.Optional(Type.Boolean()),
      centre: Type.Optional(Type.Boolean()),
    }),
  ),
  windows: Type.Array(
    Type.Object({ name: LocalText, address: LocalText, hours: LocalText, phone: Type.Optional(Type.String()) }),
  ),
  /** 业务办理项. */
  scenarios: Type.Array(
    Type.Object({ code: Type.String(), title: LocalText, materials: Type.Optional(Type.Array(Type.String())) }),
  ),
  specialProcedures: Type.Array(Type.Object({ title: LocalText, days: Type.Integer(), basis: LocalText })),
  links: Type.Array(
    Type.Object({
      title: LocalText,
      organisationName: LocalText,
      days: Type.Optional(Type.Integer()),
    }),
  ),
  quota: Type.Optional(LocalText),
  /** Elements of the implementation list (实施清单) beside the above. */
  taskType: Type.String(),
  serviceObject: Type.Array(Type.String()),
  powerSource: Type.Optional(Type.String()),
  entrusted: Type.Optional(LocalText),
  coOrganisations: Type.Array(LocalText),
  intermediaries: Type.Array(Type.Object({ title: LocalText, basis: LocalText })),
});

/** The guide (办事指南) of one matter. */
export function showGuide(deps: { organisations: OrganisationsPort; matters: MattersPort }): Feature {
  return feature({
    name: 'matters.show-guide',
    method: 'GET',
    path: '/api/matters/:id',
    summary: { zh: '办事指南', en: 'The guide of a service' },
    access: { public: true },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: Guide,
    async handle(_context, { params }) {
      const matter = deps.matters.get(params.id);
      const {
        id,
        version,
        title,
        summary,
        organisation,
        codes,
        projectType,
        limits,
        conditions,
        faq,
        phone,
        papersSaved,
      } = matter;
      return {
        id,
        version,
        title,
        summary,
        organisation,
        organisationName: deps.organisations.get(organisation).name,
        serves: {
          persons: matter.serviceObject.includes('natural-person'),
          firms: matter.serviceObject.some((one) => one !== 'natural-person'),
        },
        codes,
        projectType,
        limits,
        legalBasis: matter.legalBasis.map((basis) => ({
          zh: `${basis.title.zh}${basis.article?.zh ?? ''}`,
          en: [basis.title.en, basis.article?.en].filter(Boolean).join(', '),
        })),
        conditions,
        materials: matter.materials.map((material) => ({
          id: material.id,
          title: material.title,
          necessity: material.necessity,
          avoided: material.avoided,
          ...(material.replacedByText ? { replacedBy: material.replacedByText } : {}),
          ...(material.note ? { note: material.note } : {}),
          kind: material.kind,
          source: material.source,
          ...(material.copies === undefined ? {} : { copies: material.copies }),
          ...(material.basis ? { basis: material.basis } : {}),
        })),
        sampleForm: sampleOf(matter.formSchema as FormSchema) !== undefined,
        papersSaved,
        visits: matter.visits.count,
        ...(matter.visits.reason ? { visitReason: matter.visits.reason } : {}),
        fee: feeText(matter),
        ...feeRules(matter),
        result: { title: matter.result.name, ...(matter.result.licence ? { licence: matter.result.licence } : {}) },
        steps: stepsOf(matter),
        rights: [
          rightText({ zh: '行政复议', en: 'Administrative review' }, matter.rights.review),
          rightText({ zh: '行政诉讼', en: 'Litigation' }, matter.rights.litigation),
        ],
        faq,
        phone,
        ...(matter.supervisionPhone === undefined ? {} : { supervisionPhone: matter.supervisionPhone }),
        useLevel: matter.useLevel,
        ...(matter.inherits === undefined ? {} : { inherits: matter.inherits }),
        ...(matter.handling ? { handling: matter.handling } : {}),
        windows: matter.windows ?? [],
        scenarios: (matter.scenarios ?? []).map(({ code, title: name, materials }) => ({
          code,
          title: name,
          ...(materials ? { materials } : {}),
        })),
        specialProcedures: (matter.specialProcedures ?? []).map(({ title: name, days, basis }) => ({
          title: name,
          days,
          basis,
        })),
        links: (matter.links ?? []).map((link) => ({
          title: link.title,
          organisationName: deps.organisations.get(link.organisation ?? organisation).name,
          ...(link.days === undefined ? {} : { days: link.days }),
        })),
        ...(matter.quota ? { quota: matter.quota } : {}),
        taskType: matter.taskType,
        serviceObject: matter.serviceObject,
        ...(matter.powerSource === undefined ? {} : { powerSource: matter.powerSource }),
        ...(matter.entrusted ? { entrusted: matter.entrusted } : {}),
        coOrganisations: (matter.coOrganisations ?? []).map((one) => deps.organisations.get(one).name),
        intermediaries: matter.intermediaries ?? [],
      };
    },
  });
}

const GIVEN_BACK = {
  withdrawn: { zh: '撤回申请', en: 'withdrawn' },
  returned: { zh: '逾期未补正被退件', en: 'returned for want of corrections' },
  refused: { zh: '不予许可', en: 'refused' },
  referred: { zh: '转报其他机关', en: 'referred to another authority' },
} as const;

function feeText({ fee }: Matter): LocalText | null {
  if (!fee.isFee) return null;
  const back = fee.refund?.when.map((why) => GIVEN_BACK[why]);
  return {
    zh: [
      ...fee.items.map((item) => `${item.name.zh} ${formatYuan(BigInt(item.fen))}`),
      ...(back ? [`${back.map(({ zh }) => zh).join('、')}的，已缴费用退还`] : []),
    ].join('；'),
    en: [
      ...fee.items.map((item) => `${item.name.en} ${formatYuan(BigInt(item.fen))}`),
      ...(back ? [`given back when the case is ${back.map(({ en }) => en).join(' or ')}`] : []),
    ].join('; '),
  };
}

/** The rule of the fee and of each item, each told once. */
function feeRules({ fee }: Matter): { feeRules?: { basis: LocalText[]; payOnline: boolean } } {
  if (!fee.isFee) return {};
  const all = [fee.basis, ...fee.items.map(({ basis }) => basis), ...(fee.refund ? [fee.refund.basis] : [])];
  const basis = all.filter(({ zh }, index) => all.findIndex((one) => one.zh === zh) === index);
  return { feeRules: { basis, payOnline: fee.payOnline } };
}

function stepsOf({ projectType, limits, result }: Matter): LocalText[] {
  const { days, unit } = limits.promise;
  const unitText = unit === 'workday' ? { zh: '个工作日', en: 'working day(s)' } : { zh: '天', en: 'day(s)' };
  const decided: LocalText =
    projectType === 'instant'
      ? {
          zh: '系统核对后当场作出决定；需要人工核实的，转经办部门办理',
          en: 'Decided at once after the data are checked; what needs a person goes to the department',
        }
      : {
          zh: `自受理之日起 ${days} ${unitText.zh}内作出决定`,
          en: `Decided within ${days} ${unitText.en} of acceptance`,
        };
  return [
    {
      zh: '登录后填写申请，已有数据自动带出',
      en: 'Sign in and fill in the application; what is known is already there',
    },
    { zh: '提交后取得办件编号，可随时查看进度', en: 'Submit it and get a case number; follow it at any time' },
    decided,
    result.kind === 'licence'
      ? {
          zh: `《${result.name.zh}》以电子证照发放，在“我的证照”查看`,
          en: `“${result.name.en}” is issued as an e-licence in your wallet`,
        }
      : { zh: `领取结果：${result.name.zh}`, en: `Receive the result: ${result.name.en}` },
  ];
}

function rightText(kind: LocalText, organ: Organ): LocalText {
  const more = (language: 'zh' | 'en'): string =>
    [organ.organ[language], organ.address?.[language], organ.phone]
      .filter(Boolean)
      .join(language === 'zh' ? '，' : ', ');
  return { zh: `${kind.zh}：${more('zh')}`, en: `${kind.en}: ${more('en')}` };
}
