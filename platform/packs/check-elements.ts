import type { BasicMatter, Matter } from './kinds/services.ts';
import type { Path } from './source-file.ts';

/** One thing wrong with the elements of an implementation list: the field, and what to do. */
export type ElementFault = { path: Path; code: string; zh: string; en: string };

/** What stands around a matter, as far as its elements are judged by it. */
export type ElementsAround = {
  creditCode: string | undefined;
  /** The basic list that holds for it; undefined where its packs have none. */
  basic?: { find: (code: string) => BasicMatter | undefined; known: readonly string[] } | undefined;
};

const ENDINGS: readonly { ending: string; kind: Matter['result']['kind']; zh: string; en: string }[] = [
  { ending: '批复', kind: 'approval', zh: '审批办结（approval）', en: 'approval' },
  { ending: '证', kind: 'licence', zh: '出证办结（licence）', en: 'licence' },
  { ending: '文', kind: 'document', zh: '出文办结（document）', en: 'document' },
];

/**
 * The rules between the elements of a matter that are used in practice (domain facts 1): layouts of its codes, limits and kind, visits, depth,
 * fee, result. The same at the packs' check and on the console.
 */
export function elementFaults(matter: Matter, around: ElementsAround): ElementFault[] {
  const faults: ElementFault[] = [];
  const fault = (path: Path, code: string, zh: string, en: string): void => {
    faults.push({ path, code, zh, en });
  };
  codeFaults(matter, around, fault);
  timeFaults(matter, fault);
  visitFaults(matter, fault);
  resultFaults(matter, fault);
  partFaults(matter, fault);
  return faults;
}

type Fault = (path: Path, code: string, zh: string, en: string) => void;

function codeFaults(matter: Matter, { creditCode, basic }: ElementsAround, fault: Fault): void {
  const { codes, taskType, useLevel, title } = matter;
  if (!/^\d{2}$/.test(codes.catalogCode.slice(0, 2)))
    fault(
      ['codes', 'catalogCode'],
      'catalog-code',
      '基本编码前两位应为 00（国家）或省级代码两位数字',
      'The first two places of the catalog code are 00 (national) or the two digits of a province',
    );
  if (codes.catalogCode.slice(2, 4) !== taskType)
    fault(
      ['codes', 'catalogCode'],
      'catalog-code',
      `基本编码第 3、4 位应为事项类型 ${taskType}，现为 ${codes.catalogCode.slice(2, 4)}；请改编码或事项类型`,
      `Places 3 and 4 of the catalog code are the task type ${taskType}, not ${codes.catalogCode.slice(2, 4)}; correct the code or the type`,
    );
  const wanted = `${creditCode}${useLevel}${codes.catalogCode}`;
  if (creditCode !== undefined && codes.taskCode !== wanted)
    fault(
      ['codes', 'taskCode'],
      'task-code',
      `实施编码应为实施机构信用代码、行使层级、基本编码相连：${wanted}`,
      `Must be credit code, use level and catalog code joined: ${wanted}`,
    );
  if (!basic) return;
  const listed = basic.find(codes.catalogCode);
  if (!listed) {
    fault(
      ['codes', 'catalogCode'],
      'not-in-basic-list',
      `基本目录中没有编码 ${codes.catalogCode}；请先列入基本目录，或改正编码`,
      `The basic list has no code ${codes.catalogCode}; list it there first, or correct the code`,
    );
    return;
  }
  if (listed.title.zh !== title.zh)
    fault(
      ['title', 'zh'],
      'same-name',
      `名称应与基本目录一致：“${listed.title.zh}”`,
      `The name must be that of the basic list: "${listed.title.zh}"`,
    );
  if (listed.taskType !== taskType)
    fault(
      ['taskType'],
      'same-type',
      `事项类型应与基本目录一致：${listed.taskType}`,
      `The task type must be that of the basic list: ${listed.taskType}`,
    );
  if (!listed.levels.includes(useLevel))
    fault(
      ['useLevel'],
      'level',
      `基本目录规定的行使层级为 ${listed.levels.join('、')}，不含 ${useLevel}`,
      `The basic list lets levels ${listed.levels.join(', ')} exercise it, not ${useLevel}`,
    );
  for (const [index, basis] of listed.legalBasis.entries()) {
    if (matter.legalBasis.some((one) => one.title.zh === basis.title.zh)) continue;
    fault(
      ['legalBasis'],
      'same-basis',
      `设定依据缺少基本目录所列第 ${index + 1} 项：${basis.title.zh}`,
      `The legal basis lacks number ${index + 1} of the basic list: ${basis.title.en}`,
    );
  }
}

function timeFaults({ limits, projectType, effective, links = [] }: Matter, fault: Fault): void {
  const { promise, statutory } = limits;
  if (promise.unit === statutory.unit && promise.days > statutory.days)
    fault(
      ['limits', 'promise'],
      'limit',
      '承诺时限不能长于法定时限',
      'The promise must not be longer than the statutory limit',
    );
  // Working days last longer than days of the calendar.
  if (promise.unit === 'workday' && statutory.unit === 'day' && promise.days > statutory.days)
    fault(
      ['limits', 'promise'],
      'limit',
      '承诺的工作日数超过法定的自然日数；请缩短承诺时限',
      'More working days are promised than the law gives days; shorten the promise',
    );
  if (projectType === 'instant' && promise.days > 1)
    fault(
      ['projectType'],
      'limit',
      '承诺时限超过 1 天的应为承诺件（promise）',
      'With more than a day promised, this is a promise matter',
    );
  if (projectType === 'promise' && promise.days === 0)
    fault(
      ['projectType'],
      'limit',
      '承诺时限为 0 的应为即办件（instant），或写明承诺天数',
      'With nothing promised this is an instant matter; or say how many days are promised',
    );
  if (effective?.until !== undefined && effective.until <= effective.from)
    fault(
      ['effective', 'until'],
      'effective',
      '取消日期应晚于生效日期',
      'The day it ends must be after the day it begins',
    );
  const told = links.reduce((sum, link) => sum + (link.days ?? 0), 0);
  if (promise.unit === 'workday' && told > promise.days)
    fault(
      ['links'],
      'links',
      `各环节时限合计 ${told} 个工作日，超过承诺的 ${promise.days} 个工作日`,
      `The links take ${told} working days together, more than the ${promise.days} promised`,
    );
}

function visitFaults({ visits, handling }: Matter, fault: Fault): void {
  if (visits.count > 0 && visits.reason === undefined)
    fault(['visits'], 'required', '到现场次数大于 0 时须写明原因', 'Visits need a reason');
  if (!handling) return;
  const online = handling.forms.includes('online');
  if (handling.depth === 'IV' && visits.count > 0)
    fault(
      ['visits', 'count'],
      'depth',
      '网上办理深度为Ⅳ（全程网办）时，到现场次数应为 0；请改次数或深度',
      'With depth IV (all on line) nobody has to come: visits are 0; correct the visits or the depth',
    );
  if (online && handling.depth === undefined)
    fault(
      ['handling'],
      'required',
      '可网上办理的须填网上办理深度 depth（I–IV）',
      'What is handled on line states its depth (I to IV)',
    );
  if (!online && handling.depth !== undefined)
    fault(
      ['handling', 'depth'],
      'depth',
      '不能网上办理的不填网上办理深度；请在 forms 中加 online，或去掉 depth',
      'What is not handled on line has no depth; add online to forms, or leave depth out',
    );
  if (visits.count === 0 && !online && !(handling.mail?.materials && handling.forms.includes('mail')))
    fault(
      ['handling'],
      'mail',
      '到现场次数为 0 又不能网上办理的，须接受邮寄：forms 加 mail，mail.materials 为 true',
      'Where nobody has to come and it is not on line, papers must be taken by mail: add mail to forms, and mail.materials: true',
    );
}

function resultFaults({ result, fee }: Matter, fault: Fault): void {
  if (result.kind === 'licence' && result.licence === undefined)
    fault(
      ['result'],
      'required',
      '出证办结须指明证照模板 licence',
      'A result of kind licence names its licence template',
    );
  const ending = ENDINGS.find((one) => result.name.zh.endsWith(one.ending));
  if (ending && ending.kind !== result.kind)
    fault(
      ['result', 'kind'],
      'result-kind',
      `结果名称以“${ending.ending}”结尾的应为${ending.zh}；请改结果类型或名称`,
      `A result whose name ends in ${ending.ending} is of kind ${ending.en}; correct the kind or the name`,
    );
  if (fee.isFee && fee.items.every((item) => item.fen === 0))
    fault(
      ['fee', 'items'],
      'fee',
      '收费的事项至少有一项标准大于 0；不收费的写 isFee: false',
      'A matter with a fee has at least one item above 0; without a fee write isFee: false',
    );
}

function partFaults({ materials, scenarios = [], codes }: Matter, fault: Fault): void {
  const papers = materials.map(({ id }) => id);
  for (const [index, { serial, materials: asked = [] }] of scenarios.entries()) {
    if (scenarios.findIndex((other) => other.serial === serial) < index)
      fault(
        ['scenarios', index, 'serial'],
        'twice',
        `业务办理项编码 ${codes.taskCode}${serial} 重复`,
        `The code ${codes.taskCode}${serial} is given twice`,
      );
    for (const [place, id] of asked.entries()) {
      if (papers.includes(id)) continue;
      fault(
        ['scenarios', index, 'materials', place],
        'unknown-name',
        `材料中没有“${id}”；已有：${papers.join('、')}`,
        `There is no paper "${id}"; known: ${papers.join(', ')}`,
      );
    }
  }
}

/** The rules for what a level below states of its own: nothing longer than the city's, no papers where none are allowed, a lower level. */
export function heirFaults(above: Matter, heir: Matter): ElementFault[] {
  const faults: ElementFault[] = [];
  if (Number(heir.useLevel) <= Number(above.useLevel))
    faults.push({
      path: ['useLevel'],
      code: 'level',
      zh: `行使层级应低于上级事项的 ${above.useLevel}`,
      en: `The use level must be below the ${above.useLevel} of the matter it takes`,
    });
  const [own, theirs] = [heir.limits.promise, above.limits.promise];
  if (own.days > theirs.days || (own.unit !== theirs.unit && own.unit === 'workday' && own.days > 0))
    faults.push({
      path: ['promise'],
      code: 'limit',
      zh: `承诺时限不能长于上级事项的 ${theirs.days} ${theirs.unit === 'workday' ? '个工作日' : '天'}`,
      en: `The promise must not be longer than the ${theirs.days} ${theirs.unit === 'workday' ? 'working days' : 'days'} of the matter above`,
    });
  if (heir.materials.length > above.materials.length && above.localMaterials !== true)
    faults.push({
      path: ['materials'],
      code: 'local-materials',
      zh: '上级事项不允许增加本地材料；请删去，或请上级放开 localMaterials',
      en: 'The matter above allows no papers of your own; take them out, or ask for localMaterials there',
    });
  return faults;
}
