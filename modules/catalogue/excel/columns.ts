import type { MASKS } from '@platform/kernel';
import type { Draft, DraftItem } from '../domain/entry.ts';
import type {
  CATEGORIES,
  CLASSES,
  CYCLES,
  FORMATS,
  MODES,
  OPEN_ATTRIBUTES,
  SHARE_TYPES,
  TYPES,
} from '../features/schemas.ts';

/** The two sheets of the departments' usual template: one row an entry, one row an item. */
export const SHEETS = { entries: '目录', items: '信息项', notes: '填写说明' } as const;

/** The word written for a value on export; it is read, and so are the value itself, its beginning and the column's other words. */
export type Words<T extends string> = Readonly<Record<T, string>>;

export const CATEGORY_WORDS: Words<(typeof CATEGORIES)[number]> = { base: '基础', theme: '主题', department: '部门' };
export const SHARE_WORDS: Words<(typeof SHARE_TYPES)[number]> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  none: '不予共享',
};
export const OPEN_WORDS: Words<(typeof OPEN_ATTRIBUTES)[number]> = {
  open: '无条件开放',
  conditional: '有条件开放',
  closed: '不予开放',
};
export const CYCLE_WORDS: Words<(typeof CYCLES)[number]> = {
  realtime: '实时',
  daily: '每日',
  weekly: '每周',
  monthly: '每月',
  quarterly: '每季度',
  yearly: '每年',
  irregular: '不定期',
};
export const FORMAT_WORDS: Words<(typeof FORMATS)[number]> = {
  database: '数据库',
  spreadsheet: '电子表格',
  document: '电子文件',
  image: '图形图像',
  geodata: '地理信息',
  stream: '流媒体',
};
export const MODE_WORDS: Words<(typeof MODES)[number]> = {
  interface: '接口',
  subscription: '订阅',
  file: '文件',
  sandbox: '沙箱查询',
};
export const TYPE_WORDS: Words<(typeof TYPES)[number]> = {
  text: '文字',
  date: '日期',
  integer: '整数',
  code: '代码',
  'citizen-id': '公民身份号码',
  'credit-code': '统一社会信用代码',
  boolean: '是否',
  number: '数值',
  timestamp: '日期时间',
};
export const CLASS_WORDS: Words<(typeof CLASSES)[number]> = {
  identity: '身份标识',
  contact: '联系方式',
  health: '健康信息',
  property: '财产信息',
  location: '位置住址',
  person: '其他个人信息',
  firm: '企业信息',
  public: '公共信息',
  other: '其他',
};
export const MASK_WORDS: Words<(typeof MASKS)[number]> = {
  none: '不脱敏',
  'citizen-id': '身份号码',
  name: '姓名',
  phone: '电话',
  address: '地址',
  date: '日期',
  all: '全部隐去',
};

/** What departments' own catalogues say, most of them in the words and letters of the compilation guide of 2017; in lower case. */
const OTHER_WORDS = {
  types: {
    text: ['文本', '字符', '字符型', '字符串', '字符串型', '文本型', '备注型', '通用型', 'c', 'm', 'g', 'varchar'],
    date: ['日期型', 'd'],
    timestamp: ['时间', '日期时间型', '时间型', '时间戳', 't', 'datetime'],
    integer: ['整型', '整数型', 'i', 'int', 'bigint'],
    number: ['数值型', '数字', '数字型', '货币型', '双精度型', '浮点型', '小数', 'n', 'y', 'b', 'f', 'decimal'],
    boolean: ['逻辑型', '布尔', '布尔型', 'l', 'bool'],
    code: ['代码型', '字典'],
    'citizen-id': ['身份证号', '身份证号码', '居民身份证号码'],
    'credit-code': ['信用代码', '社会信用代码'],
  },
  cycles: {
    daily: ['每天', '按日', '日'],
    weekly: ['按周', '周'],
    monthly: ['按月', '月'],
    quarterly: ['每季', '按季', '季'],
    yearly: ['按年', '年', '年度'],
    irregular: ['不定时', '其他'],
  },
  formats: {
    spreadsheet: ['excel', 'xls', 'xlsx', 'et', '表格'],
    document: ['ofd', 'pdf', 'word', 'wps', 'doc', 'docx'],
  },
  // Of the ministries' tool for catalogues.
  modes: {
    interface: ['系统对接', '联机查询', '在线服务', '共享平台', '共享平台方式', '数据接口', 'api'],
    subscription: ['数据订阅', '库表交换', '推送'],
    file: ['下载', '拷贝', '文件下载', '邮件', '介质交换'],
  },
} as const;
type OtherWords = Readonly<Record<string, readonly string[]>>;

type ColumnKind =
  | { kind: 'text'; most?: number }
  | { kind: 'words'; words: Words<string>; others?: OtherWords; many?: boolean }
  | { kind: 'list' }
  | { kind: 'whole' }
  | { kind: 'yes-no' }
  | { kind: 'day' };

/** One column; `path` is where a fault of the formal check points to when the cell is to blame. */
export type SheetColumn<K extends string> = {
  key: K;
  heading: string;
  /** Other headings that departments use for it. */
  also?: readonly string[];
  needed?: boolean;
  width: number;
  path?: string;
} & ColumnKind;

export type EntryKey =
  | 'id'
  | 'title'
  | 'titleEn'
  | 'summary'
  | 'provider'
  | 'category'
  | 'theme'
  | 'code'
  | 'aliases'
  | 'duty'
  | 'system'
  | 'format'
  | 'shareType'
  | 'shareCondition'
  | 'shareBasis'
  | 'shareModes'
  | 'openAttribute'
  | 'openCondition'
  | 'updateCycle'
  | 'grade'
  | 'dueOn';

export const ENTRY_COLUMNS: readonly SheetColumn<EntryKey>[] = [
  { key: 'id', heading: '目录编号', also: ['资源编号'], kind: 'text', most: 64, width: 24 },
  {
    key: 'title',
    heading: '目录名称',
    also: ['资源名称', '信息资源名称'],
    kind: 'text',
    most: 200,
    needed: true,
    width: 28,
    path: '/title',
  },
  { key: 'titleEn', heading: '英文名称', kind: 'text', most: 200, width: 28 },
  {
    key: 'summary',
    heading: '摘要',
    also: ['信息资源摘要'],
    kind: 'text',
    most: 1000,
    needed: true,
    width: 40,
    path: '/summary',
  },
  {
    key: 'provider',
    heading: '提供部门',
    also: ['信息资源提供方', '资源提供方'],
    kind: 'text',
    most: 200,
    needed: true,
    width: 24,
    path: '/provider',
  },
  {
    key: 'category',
    heading: '分类',
    also: ['信息资源分类', '资源分类'],
    kind: 'words',
    words: CATEGORY_WORDS,
    needed: true,
    width: 10,
    path: '/class',
  },
  { key: 'theme', heading: '主题', kind: 'text', most: 100, width: 16 },
  { key: 'code', heading: '国家目录代码', also: ['信息资源代码'], kind: 'text', most: 64, width: 22, path: '/code' },
  { key: 'aliases', heading: '常用词', kind: 'list', width: 20 },
  { key: 'duty', heading: '对应职责', also: ['权责事项'], kind: 'text', most: 1000, width: 24, path: '/duty' },
  { key: 'system', heading: '所属信息系统', kind: 'text', most: 200, width: 24 },
  {
    key: 'format',
    heading: '资源格式',
    also: ['信息资源格式'],
    kind: 'words',
    words: FORMAT_WORDS,
    others: OTHER_WORDS.formats,
    width: 12,
  },
  {
    key: 'shareType',
    heading: '共享类型',
    kind: 'words',
    words: SHARE_WORDS,
    needed: true,
    width: 14,
    path: '/shareType',
  },
  { key: 'shareCondition', heading: '共享条件', kind: 'text', most: 1000, width: 30, path: '/shareCondition' },
  { key: 'shareBasis', heading: '不予共享依据', kind: 'text', most: 1000, width: 30, path: '/shareBasis' },
  {
    key: 'shareModes',
    heading: '共享方式',
    kind: 'words',
    words: MODE_WORDS,
    others: OTHER_WORDS.modes,
    many: true,
    width: 18,
  },
  {
    key: 'openAttribute',
    heading: '开放属性',
    kind: 'words',
    words: OPEN_WORDS,
    needed: true,
    width: 14,
    path: '/openAttribute',
  },
  { key: 'openCondition', heading: '开放条件', kind: 'text', most: 1000, width: 24, path: '/openCondition' },
  {
    key: 'updateCycle',
    heading: '更新周期',
    kind: 'words',
    words: CYCLE_WORDS,
    others: OTHER_WORDS.cycles,
    needed: true,
    width: 10,
    path: '/updateCycle',
  },
  { key: 'grade', heading: '数据分级', also: ['分级'], kind: 'whole', needed: true, width: 10, path: '/grade' },
  { key: 'dueOn', heading: '供数期限', kind: 'day', width: 14, path: '/responsibility' },
];

export type ItemKey =
  | 'entry'
  | 'title'
  | 'titleEn'
  | 'name'
  | 'type'
  | 'maxLength'
  | 'key'
  | 'required'
  | 'codeTable'
  | 'element'
  | 'dataClass'
  | 'grade'
  | 'personal'
  | 'mask';

export const ITEM_COLUMNS: readonly SheetColumn<ItemKey>[] = [
  {
    key: 'entry',
    heading: '目录名称',
    also: ['目录编号', '资源名称', '所属目录'],
    kind: 'text',
    most: 200,
    needed: true,
    width: 28,
  },
  { key: 'title', heading: '信息项名称', kind: 'text', most: 200, needed: true, width: 24, path: 'title' },
  { key: 'titleEn', heading: '英文名称', kind: 'text', most: 200, width: 24 },
  { key: 'name', heading: '字段名', also: ['英文名', '字段英文名'], kind: 'text', most: 48, width: 20, path: 'name' },
  {
    key: 'type',
    heading: '数据类型',
    also: ['类型'],
    kind: 'words',
    words: TYPE_WORDS,
    others: OTHER_WORDS.types,
    needed: true,
    width: 18,
    path: 'type',
  },
  { key: 'maxLength', heading: '数据长度', also: ['长度'], kind: 'whole', width: 10, path: 'maxLength' },
  { key: 'key', heading: '是否主键', kind: 'yes-no', width: 10 },
  { key: 'required', heading: '是否必填', kind: 'yes-no', width: 10 },
  { key: 'codeTable', heading: '代码表', kind: 'text', most: 64, width: 18, path: 'codeTable' },
  { key: 'element', heading: '数据元', kind: 'text', most: 64, width: 18, path: 'element' },
  { key: 'dataClass', heading: '数据分类', kind: 'words', words: CLASS_WORDS, width: 14, path: 'dataClass' },
  { key: 'grade', heading: '分级', also: ['数据分级'], kind: 'whole', width: 8, path: 'grade' },
  { key: 'personal', heading: '是否个人信息', kind: 'yes-no', width: 14, path: 'personal' },
  { key: 'mask', heading: '脱敏方式', kind: 'words', words: MASK_WORDS, width: 14, path: 'mask' },
];

/** A draft as it came from a file, with the rows it came from. */
export type ReadEntry = {
  id: string | undefined;
  draft: Draft;
  row: number;
  itemRows: number[];
};
export type { Draft, DraftItem };
