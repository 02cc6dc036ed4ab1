import type { DocumentSpec, FormPart, LabelledValue } from '@platform/documents';
import { tellForm, uploadPlaces, type FormSchema, type ToldPage } from '@platform/forms';
import { isCitizenId, shanghaiDate } from '@platform/kernel';
import type { Matter, MatterMaterial } from '@modules/matters/contract';
import type { Applicant, CaseData, Notice } from '../domain/contents.ts';
import { shanghaiTime } from '../domain/shanghai-time.ts';
import { papersAsked, papersOf, prefilledFields, scenarioOf } from '../domain/prefilled.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { COMPUTED, formParts, FROM_DATA, sectionNumber } from './form-parts.ts';

/** All that an application form prints; opened, names of offices in Chinese. */
export type Application = {
  record: Pick<
    CaseRecord,
    'caseNo' | 'matterVersion' | 'channel' | 'submittedAt' | 'papersUntil' | 'state' | 'committed'
  >;
  matter: Matter;
  applicant: Applicant;
  /** As handed in; of a draft or a correction as it stands. */
  form: Record<string, unknown>;
  data: CaseData;
  missing: Notice['missing'];
  files: readonly { id: string; name: string; material: string; place: string }[];
  /** Who came, or acted on line, for the applicant; the number is whole. */
  agent?: Applicant;
  /** When it was last handed in after corrections. */
  resubmittedAt?: Date;
  /** The window that took it in. */
  window?: string;
  /** The field by which the applicant promises (告知承诺), where the process names one. */
  promise?: string;
  office: string;
  nameOf: (organisation: string) => string;
  printed: { at: Date; by: string };
};

/** People read no seconds. */
const minute = (at: Date): string => shanghaiTime(at).slice(0, 16);

const CHANNELS: Record<CaseRecord['channel'], string> = {
  online: '网上申请',
  window: '窗口申请',
  phone: '电话申请',
  kiosk: '自助终端申请',
};

/** 申请表: the form of the matter in the version of the case, filled in with its data, to be read, signed and filed. */
export function applicationForm(application: Application): DocumentSpec {
  const { record, matter, applicant, data, form } = application;
  const isOpen = record.state === 'draft' || record.state === 'correction';
  const { materials } = papersAsked(matter, data, form);
  const { locked, sources } = prefilledFields(matter, data);
  const pages = tellForm(matter.formSchema as FormSchema, form, 'zh', {
    handedIn: !isOpen,
    order: matter.uiOrder,
    today: shanghaiDate(application.printed.at),
    without: papersOf(matter, data)
      .materials.filter(({ avoided }) => avoided)
      .map(({ id }) => id),
  });
  const names = new Map(application.files.map(({ id, name }) => [id, name]));
  const printing = { fileName: (id: string) => names.get(id), locked: new Set(locked) };
  const filled = formParts(pages, printing, 2);
  const after = 2 + pages.filter(({ fields }) => fields.length > 0).length;
  const promise = promised(application, isOpen);
  const origins = [...new Set(Object.values(sources).map(({ organisation }) => application.nameOf(organisation)))];
  const parts: FormPart[] = [
    { kind: 'facts', title: '一、基本信息', facts: basics(application, isOpen) },
    ...filled,
    ...marksExplained(pages, locked.length > 0, origins),
    papersListed(application, materials, `${sectionNumber(after)}、申请材料清单`),
    ...(promise.length > 0
      ? [{ kind: 'text', title: `${sectionNumber(after + 1)}、告知承诺`, paragraphs: promise } as const]
      : []),
    signed(application, `${sectionNumber(after + (promise.length > 0 ? 2 : 1))}、申请人声明和签收`, isOpen),
  ];
  return {
    layout: 'form',
    language: 'zh',
    createdAt: application.printed.at,
    title: `${matter.title.zh}申请表`,
    subtitle: `受理单位：${application.office}`,
    number: `办件编号：${record.caseNo}`,
    // What a scanner at a window types: the number by which the case is found.
    qr: { text: record.caseNo, caption: '扫码查办件' },
    parts,
    footers: [`${applicant.name} · 打印时间 ${minute(application.printed.at)} · ${application.printed.by}`],
  };
}

function basics(
  { record, matter, applicant, agent, window, office, nameOf, resubmittedAt, form }: Application,
  isOpen: boolean,
): LabelledValue[] {
  const owner = nameOf(matter.organisation);
  const scenario = scenarioOf(matter, form);
  const time = (at: Date | null | undefined): string =>
    at ? minute(at) : window === undefined ? '（尚未提交）' : '（尚未收件）';
  return [
    { label: '事项名称', value: matter.title.zh },
    { label: '事项编码', value: scenario?.code ?? matter.codes.taskCode },
    ...(scenario ? [{ label: '业务办理项', value: scenario.title.zh }] : []),
    ...(owner === office ? [] : [{ label: '实施主体', value: owner }]),
    {
      label: '申请方式',
      value: window === undefined ? CHANNELS[record.channel] : `${CHANNELS[record.channel]}（${window}）`,
    },
    { label: '收件时间', value: time(record.submittedAt) },
    ...(record.state === 'correction' ? [{ label: '补正', value: '正在补正，尚未再次提交' }] : []),
    ...(resubmittedAt && !isOpen ? [{ label: '补正提交时间', value: time(resubmittedAt) }] : []),
    { label: '申请人', value: applicant.name },
    { label: numberTitle(applicant), value: applicant.citizenId },
    ...(agent
      ? [
          { label: isCitizenId(applicant.citizenId) ? '代办人' : '经办人', value: agent.name },
          { label: numberTitle(agent), value: agent.citizenId },
        ]
      : []),
    { label: '表单版本', value: record.matterVersion },
  ];
}

const numberTitle = ({ citizenId }: Applicant): string =>
  isCitizenId(citizenId) ? '公民身份号码' : '统一社会信用代码';

function marksExplained(pages: readonly ToldPage[], isPrefilled: boolean, origins: readonly string[]): FormPart[] {
  const isComputed = JSON.stringify(pages).includes('"computed":true');
  const words = [
    ...(isPrefilled
      ? [`${FROM_DATA} 由政务数据共享自动填写${origins.length > 0 ? `（来源：${origins.join('、')}）` : ''}`]
      : []),
    ...(isComputed ? [`${COMPUTED} 由系统按规定计算`] : []),
  ];
  return words.length > 0 ? [{ kind: 'text', paragraphs: [`注：${words.join('；')}。`] }] : [];
}

/** Every paper of the matter: where it comes from, the names of its files; then files that belong to none, by the field that asked for them. */
function papersListed(application: Application, materials: readonly MatterMaterial[], title: string): FormPart {
  const { files, matter } = application;
  const titles = new Map(uploadPlaces(matter.formSchema as FormSchema).map((one) => [one.path, one.title?.zh]));
  const others = Map.groupBy(
    files.filter(({ material }) => materials.every(({ id }) => id !== material)),
    ({ place }) => place,
  );
  const rows = [
    ...materials.map((material) => [material.title.zh, ...whence(application, material)]),
    ...[...others].map(([place, some]) => [
      titles.get(place) ?? '其他附件',
      `已上传（${some.length}）`,
      some.map(({ name }) => name).join('、'),
    ]),
  ];
  return {
    kind: 'table',
    title,
    heads: [
      { title: '序号', share: 3 },
      { title: '材料名称', share: 11 },
      { title: '提交方式', share: 6 },
      { title: '文件或来源', share: 15 },
    ],
    rows:
      rows.length > 0
        ? rows.map((row, index) => [String(index + 1), ...row])
        : [['——', '本事项无需提交材料', '——', '——']],
  };
}

function whence({ files, missing, record, window }: Application, material: MatterMaterial): [string, string] {
  const mine = files.filter((file) => file.material === material.id).map(({ name }) => name);
  if (mine.length > 0) return ['已上传', mine.join('\n')];
  if (material.avoided) {
    const how = material.replacedBy && 'licence' in material.replacedBy ? '电子证照免交' : '数据共享免交';
    return [how, material.replacedByText?.zh ?? '由政务数据代替'];
  }
  if (missing?.papers.includes(material.id))
    return ['容缺后补', `承诺于 ${record.papersUntil ?? missing.until} 前补交`];
  if (material.necessity !== 'required') return ['未提交', '选交材料'];
  return window === undefined ? ['未上传', '按办事指南提交'] : ['窗口提交', `由${window}收取`];
}

/** What was promised, in the words in which it was asked and in those of the undertaking; nothing where nobody promised. */
function promised(application: Application, isOpen: boolean): string[] {
  const { record, matter, form, promise, applicant } = application;
  const given = isOpen ? promise !== undefined && form[promise] === true : record.committed;
  if (!given) return [];
  const asked = promise === undefined ? undefined : (matter.formSchema as FormSchema).properties?.[promise];
  const at = application.resubmittedAt ?? record.submittedAt;
  return [
    ...[asked?.title?.zh, asked?.description?.zh].filter((text) => text !== undefined),
    '申请人书面承诺符合办理条件，愿意接受事后核查。承诺不实的，行政机关依法撤销决定，并将失信信息记入信用记录。',
    at && !isOpen ? `承诺人：${applicant.name}　　承诺时间：${minute(at)}` : `承诺人：${applicant.name}（提交时生效）`,
  ];
}

const DATE = '日期：　　　　年　　月　　日';

function signed(
  { record, applicant, agent, window, office, resubmittedAt }: Application,
  title: string,
  isOpen: boolean,
): FormPart {
  const at = resubmittedAt ?? record.submittedAt;
  const confirmed =
    at === null || isOpen
      ? '尚未提交，请核对后签名。'
      : window === undefined
        ? `已由${agent ? `经办人${agent.name}` : '申请人'}实名登录，于 ${minute(at)} 在网上确认提交。`
        : `由${window}代为录入，经申请人核对确认。`;
  const isFirm = !isCitizenId(applicant.citizenId);
  return {
    kind: 'signatures',
    title,
    boxes: [
      {
        heading: `申请人（${isFirm ? '盖章' : '签名'}）`,
        text: `申请人对本表所填内容和所附材料的真实性负责。${confirmed}`,
        lines: [...(isFirm ? ['经办人签名：'] : ['签名：', ...(agent ? ['代办人签名：'] : [])]), DATE],
      },
      { heading: '收件单位（盖章）', text: office, lines: ['收件人签名：', DATE] },
    ],
  };
}
