import { citesLaw, isPlainDate, MASKS, normaliseText, type FieldFault, type LocalText } from '@platform/kernel';
import { patternFault } from '@platform/kernel/authored';
import type { ItemDefinition, ResourceDefinition } from '../contract/index.ts';
import type { Draft, DraftItem } from './entry.ts';

/** What stands around an entry when it is checked. */
export type Surroundings = {
  organisation: (id: string) => unknown;
  codeTable: (id: string) => unknown;
  /** What is in use of this entry: its key, its items and their types cannot be taken back. */
  before?: ResourceDefinition | undefined;
  /** Other published resources with the same title, by id. */
  sameTitle: (title: LocalText) => readonly string[];
};

/** A fault keeps an entry from being submitted; a warning is shown to whoever checks it. */
export type Finding = FieldFault & { level: 'fault' | 'warning' };

const CODE = /^[1-3]\d{5,}(\/\d+)?$/;
const CLASS_OF_CODE = { '1': 'base', '2': 'theme', '3': 'department' } as const;
const ITEM_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const TYPES: readonly ItemDefinition['type'][] = [
  'text',
  'date',
  'integer',
  'code',
  'citizen-id',
  'credit-code',
  'boolean',
  'number',
  'timestamp',
];

/** Formal check (形式审查) of an entry: every fault by its place, after the compilation guide and GB/T 21063.3's core metadata. */
export function checkEntry(draft: Draft, around: Surroundings): Finding[] {
  const found: Finding[] = [];
  const tell =
    (level: Finding['level']) =>
    (path: string, code: string, zh: string, en: string): void => {
      found.push({ level, path, code, message: { zh, en } });
    };
  const fault = tell('fault');
  const warn = tell('warning');

  if (normaliseText(draft.title.zh).length < 4)
    fault(
      '/title',
      'too-short',
      '名称至少 4 个字，写明是什么数据',
      'A title of four characters or more that says what the data are',
    );
  if (!draft.summary) fault('/summary', 'required', '请填写摘要', 'A summary is needed');
  if (draft.provider === undefined) fault('/provider', 'required', '请选择提供部门', 'Choose the provider');
  else if (!around.organisation(draft.provider))
    fault(
      '/provider',
      'unknown',
      '没有这个提供部门，请从列表中选择',
      'There is no such provider; choose one from the list',
    );
  if (!draft.class) fault('/class', 'required', '请选择分类', 'Choose a class');
  else if (draft.class.category === 'theme' && !draft.class.theme)
    fault('/class', 'theme-missing', '主题类须写明主题', 'A resource of the theme class needs its theme');
  if (draft.code !== undefined) {
    const kind = CLASS_OF_CODE[draft.code[0] as keyof typeof CLASS_OF_CODE];
    if (!CODE.test(draft.code))
      fault(
        '/code',
        'pattern',
        '目录代码为类 1 位、项 2 位、目 3 位和细目，可加“/顺序号”',
        'A code is 类 (1 digit), 项 (2), 目 (3), 细目, and may end in /serial',
      );
    else if (draft.class && kind !== draft.class.category)
      fault(
        '/code',
        'other-class',
        '目录代码首位与分类不符：1 基础、2 主题、3 部门',
        'The code’s first digit does not fit the class: 1 base, 2 theme, 3 department',
      );
  }
  checkTerms(draft, fault);
  if (draft.updateCycle === undefined) fault('/updateCycle', 'required', '请选择更新周期', 'Choose the update cycle');
  if (draft.grade === undefined) fault('/grade', 'required', '请定级（1 至 4 级）', 'Grade it, 1 to 4');
  else if (draft.grade < 1 || draft.grade > 4) fault('/grade', 'range', '分级为 1 至 4', 'Grades go from 1 to 4');
  checkItems(draft, around, fault);
  checkBefore(draft, around.before, fault);

  const twins = around.sameTitle(draft.title);
  if (twins.length > 0)
    warn(
      '/title',
      'twin',
      `已有同名目录（${twins.join('、')}），请确认不是重复采集`,
      `Entries of the same title exist (${twins.join(', ')}); make sure nothing is collected twice`,
    );
  if (!draft.code) warn('/code', 'no-code', '没有填写国家目录代码', 'No national code is given');
  if (!draft.duty || !draft.system)
    warn('/duty', 'no-duty', '没有写明对应的职责和信息系统', 'The duty and the system it comes from are not stated');
  if (draft.class?.category === 'base' && draft.shareType === 'none')
    warn(
      '/shareType',
      'base',
      '基础信息资源应当在部门间共享，请核实“不予共享”的依据',
      'Base information is to be shared between departments; look into the ground for not sharing it',
    );
  if (draft.updateCycle === 'irregular')
    warn(
      '/updateCycle',
      'irregular',
      '不定期更新，无法判断是否逾期',
      'Updated at no fixed time: nobody can tell when it is overdue',
    );
  return found;
}

type Tell = (path: string, code: string, zh: string, en: string) => void;

/** Share type and open attribute with what the Ordinance asks of each. */
function checkTerms(draft: Draft, fault: Tell): void {
  const { shareType, shareCondition, shareBasis, openAttribute, openCondition } = draft;
  if (shareType === undefined) fault('/shareType', 'required', '请选择共享类型', 'Choose the share type');
  if (shareType === 'conditional' && !shareCondition)
    fault('/shareCondition', 'required', '有条件共享须写明条件', 'Sharing on condition needs its condition');
  if (shareType === 'unconditional' && shareCondition)
    fault(
      '/shareCondition',
      'not-allowed',
      '无条件共享不得附加条件',
      'Nothing may be asked of data that are shared without condition',
    );
  if (shareType === 'none') {
    if (!shareBasis)
      fault(
        '/shareBasis',
        'required',
        '不予共享须写明法律、行政法规或国务院规定的依据',
        'Not sharing needs the law, regulation or State Council rule it rests on',
      );
    else if (!citesLaw(shareBasis.zh))
      fault(
        '/shareBasis',
        'cites-no-law',
        '依据须指明法律法规的名称或条款，如“《居民身份证法》第六条”',
        'The basis has to name a law or an article, such as "《居民身份证法》第六条"',
      );
  }
  if (openAttribute === undefined) fault('/openAttribute', 'required', '请选择开放属性', 'Choose the open attribute');
  if (openAttribute === 'conditional' && !openCondition && shareType !== 'unconditional' && !shareCondition)
    fault('/openCondition', 'required', '有条件开放须写明条件', 'Opening on condition needs its condition');
  if (openAttribute === 'open' && shareType === 'none')
    fault(
      '/openAttribute',
      'open-not-shared',
      '不予共享的数据不能无条件开放',
      'What is not shared cannot be open to all',
    );
  if (openAttribute === 'open' && (draft.grade ?? 1) >= 3)
    fault(
      '/openAttribute',
      'open-graded',
      '3 级以上的数据不能无条件开放',
      'Data of grade 3 or more cannot be open to all',
    );
  if (draft.responsibility && !isPlainDate(draft.responsibility.dueOn))
    fault('/responsibility', 'date', '责任清单的期限须为日期', 'The day in the responsibility list has to be a date');
}

function checkItems(draft: Draft, around: Surroundings, fault: Tell): void {
  const { items, key = [] } = draft;
  if (items.length === 0) fault('/items', 'required', '至少要有一个信息项', 'There has to be one item at least');
  const names = items.map((item) => item.name);
  for (const [index, item] of items.entries()) checkItem(item, index, names, draft, around, fault);
  if (key.length === 0)
    fault(
      '/key',
      'required',
      '请选择主键项，用来区分一行和另一行',
      'Choose the key: the items that tell one row from another',
    );
  for (const name of key) {
    if (!names.includes(name))
      fault('/key', 'unknown', `主键“${name}”不在信息项中`, `The key item "${name}" is not among the items`);
  }
}

function checkItem(
  item: DraftItem,
  index: number,
  names: readonly (string | undefined)[],
  draft: Draft,
  around: Surroundings,
  fault: Tell,
): void {
  const at = `/items/${index}`;
  if (item.name === undefined || !ITEM_NAME.test(item.name) || item.name.length > 48)
    fault(
      `${at}/name`,
      'pattern',
      '英文名用小写字母、数字和下划线，字母开头，至多 48 个字符',
      'Lower-case letters, digits and underscores, beginning with a letter, at most 48',
    );
  else if (names.indexOf(item.name) < index)
    fault(`${at}/name`, 'twice', `英文名“${item.name}”重复`, `The name "${item.name}" is given twice`);
  if (item.type === undefined || !TYPES.includes(item.type))
    fault(`${at}/type`, 'required', '请选择数据类型', 'Choose a type');
  if (item.type === 'code' && (item.codeTable === undefined || !around.codeTable(item.codeTable)))
    fault(`${at}/codeTable`, 'required', '代码类信息项须选择代码表', 'An item of type code needs a code table');
  if (item.grade !== undefined && (item.grade < 1 || item.grade > 4))
    fault(`${at}/grade`, 'range', '分级为 1 至 4', 'Grades go from 1 to 4');
  if (item.mask !== undefined && !MASKS.includes(item.mask))
    fault(`${at}/mask`, 'unknown', '没有这种脱敏方式', 'There is no such mask');
  const pattern = item.pattern === undefined ? undefined : patternFault(item.pattern);
  if (pattern === 'syntax')
    fault(`${at}/pattern`, 'pattern', '正则表达式有误，请修改', 'Not a regular expression; mend it');
  if (pattern === 'endless')
    fault(
      `${at}/pattern`,
      'endless',
      '这个正则表达式对有些内容要算很久（重复里套着重复），会使归集停住，请改写',
      'Over some texts this pattern takes for ever (a repetition within a repetition) and would hold up the line; rewrite it',
    );
  if (item.min !== undefined && item.max !== undefined && item.min > item.max)
    fault(`${at}/max`, 'range', '最大值小于最小值', 'The largest value is below the smallest');
  const personal = item.personal ?? true;
  const grade = item.grade ?? draft.grade ?? 1;
  if (item.type === 'citizen-id' && !personal)
    fault(`${at}/personal`, 'personal', '公民身份号码是个人信息', 'A citizen id is personal data');
  if (item.type === 'citizen-id' && grade < 3)
    fault(`${at}/grade`, 'too-low', '公民身份号码不低于 3 级', 'A citizen id has grade 3 at least');
  // The grade of the entry itself is told at its open attribute.
  if (draft.openAttribute === 'open' && item.grade !== undefined && item.grade >= 3)
    fault(
      `${at}/grade`,
      'open-graded',
      '无条件开放的目录不能有 3 级以上的信息项',
      'What is open to all cannot hold items of grade 3 or more',
    );
  if (draft.openAttribute === 'open' && personal)
    fault(
      `${at}/personal`,
      'open-personal',
      '无条件开放的目录不能有个人信息项',
      'What is open to all cannot hold personal items',
    );
}

/** What rides on a published entry (lines, grants, registries) must not lose what it uses. */
function checkBefore(draft: Draft, before: ResourceDefinition | undefined, fault: Tell): void {
  if (!before) return;
  if ((draft.key ?? []).join() !== before.key.join())
    fault(
      '/key',
      'changed',
      '已发布目录的主键不能改，请另建目录',
      'The key of a published entry cannot change; compile a new entry',
    );
  for (const item of before.items) {
    const index = draft.items.findIndex((one) => one.name === item.name);
    if (index < 0)
      fault(
        '/items',
        'removed',
        `已发布的信息项“${item.title.zh}”不能删除：可能有线路、接口和授权在用`,
        `The published item "${item.title.en}" cannot be taken out: lines, interfaces and grants may use it`,
      );
    else if (draft.items[index]?.type !== item.type)
      fault(
        `/items/${index}/type`,
        'changed',
        '已发布信息项的类型不能改，请另加信息项',
        'The type of a published item cannot change; add another item',
      );
  }
}

/** The definition of a draft that has no fault, with only what it may have and in one order, so that equal ones are equal. */
export function definitionFrom(id: string, draft: Draft): ResourceDefinition {
  const { title, summary, provider, class: kind, shareType, openAttribute, updateCycle, grade, key } = draft;
  if (!summary || !provider || !kind || !shareType || !openAttribute || !updateCycle || !grade || !key)
    throw new Error(`The draft of ${id} was taken for sound but lacks parts`);
  const { code, aliases, duty, system, format, shareCondition, shareBasis, shareModes, openCondition, responsibility } =
    draft;
  return present({
    id,
    title,
    summary,
    provider,
    class: present({
      category: kind.category,
      theme: kind.category === 'theme' || kind.theme ? kind.theme : undefined,
    }),
    code,
    aliases: aliases?.length ? [...aliases] : undefined,
    duty,
    system,
    format,
    shareType,
    shareCondition: shareType === 'conditional' ? shareCondition : undefined,
    shareBasis: shareType === 'unconditional' ? undefined : shareBasis,
    shareModes: shareModes?.length ? [...shareModes] : undefined,
    openAttribute,
    openCondition: openAttribute === 'conditional' ? openCondition : undefined,
    responsibility,
    updateCycle,
    grade,
    key: [...key],
    items: draft.items.map(itemFrom),
    rowRules: draft.rowRules,
  }) as ResourceDefinition;
}

function itemFrom(item: DraftItem): ItemDefinition {
  const {
    name,
    title,
    type,
    required,
    maxLength,
    min,
    max,
    pattern,
    codeTable,
    grade,
    personal,
    mask,
    element,
    dataClass,
  } = item;
  return present({
    name,
    title,
    type,
    required,
    maxLength,
    min,
    max,
    pattern,
    codeTable: type === 'code' ? codeTable : undefined,
    grade,
    personal,
    mask,
    element,
    dataClass,
  }) as ItemDefinition;
}

/** The object without what is undefined. */
function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
