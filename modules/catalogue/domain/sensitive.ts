import { isCitizenId, isCreditCode, type LocalText, type Mask } from '@platform/kernel';
import { classOf, gradeOf } from '../contract/grades.ts';
import type { DataClass, ItemDefinition, ResourceDefinition } from '../contract/index.ts';

/** Kinds of values that discovery knows by sight. */
export type SensitiveKind = 'citizen-id' | 'bank-card' | 'phone' | 'address' | 'name' | 'plate' | 'credit-code';

/** What is said of an item, or proposed for it. */
export type Marking = { grade: number; personal: boolean; mask: Mask; dataClass: DataClass };

type Kind = {
  title: LocalText;
  matches: (value: string) => boolean;
  within?: (value: string) => boolean;
  proposed: Marking;
};

const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季温芦俞祝柳祁安齐伍申',
);
const COMPOUND_SURNAMES = /^(欧阳|太史|端木|上官|司马|东方|独孤|南宫|夏侯|诸葛|尉迟|皇甫|公孙|慕容|令狐|司徒)/;
const MOBILE = /^1[3-9]\d{9}$/;
const LANDLINE = /^0\d{2,3}-?[2-8]\d{6,7}$/;
const PLATE =
  /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳领]$/;
const STREET = /(路|街|大道|巷|弄|里|村|社区|小区|花园|公寓|新村|苑)/;
const DOOR = /(\d+|[一二三四五六七八九十百]+)\s*(号|幢|栋|弄|室|单元|组|座)/;

/** @see SensitiveKind */
export const KINDS: Readonly<Record<SensitiveKind, Kind>> = {
  'citizen-id': {
    title: { zh: '公民身份号码', en: 'Citizen id' },
    matches: (value) => isCitizenId(value.toUpperCase()),
    within: (value) => (value.match(/\d{17}[\dXx]/g) ?? []).some((part) => isCitizenId(part.toUpperCase())),
    proposed: { grade: 4, personal: true, mask: 'citizen-id', dataClass: 'identity' },
  },
  'bank-card': {
    title: { zh: '银行卡号', en: 'Bank card number' },
    matches: isBankCard,
    proposed: { grade: 4, personal: true, mask: 'all', dataClass: 'property' },
  },
  phone: {
    title: { zh: '电话号码', en: 'Phone number' },
    matches: (value) =>
      MOBILE.test(value.replace(/^(\+?86)?[ -]?/, '').replaceAll(/[ -]/g, '')) || LANDLINE.test(value),
    within: (value) => (value.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? []).length > 0,
    proposed: { grade: 3, personal: true, mask: 'phone', dataClass: 'contact' },
  },
  address: {
    title: { zh: '住址', en: 'Address' },
    matches: (value) => value.length >= 6 && STREET.test(value) && DOOR.test(value),
    proposed: { grade: 3, personal: true, mask: 'address', dataClass: 'location' },
  },
  name: {
    title: { zh: '姓名', en: 'Name' },
    matches: isPersonName,
    proposed: { grade: 3, personal: true, mask: 'name', dataClass: 'person' },
  },
  plate: {
    title: { zh: '机动车号牌', en: 'Number plate' },
    matches: (value) => PLATE.test(value.replaceAll(/[ ·.-]/g, '').toUpperCase()),
    proposed: { grade: 3, personal: true, mask: 'all', dataClass: 'property' },
  },
  'credit-code': {
    title: { zh: '统一社会信用代码', en: 'Unified social credit code' },
    matches: (value) => isCreditCode(value.toUpperCase()),
    proposed: { grade: 1, personal: false, mask: 'none', dataClass: 'firm' },
  },
};

/** Below this many filled values nothing is said of a column. */
const FEWEST = 5;
/** Of the filled values, those that must be of a kind; and of those that hold one somewhere inside a longer text. */
const SHARE = 0.6;
const SHARE_WITHIN = 0.05;
/** Names differ from each other; words of a list do not. */
const DISTINCT_NAMES = 0.2;

export type Sighting = { kind: SensitiveKind; sampled: number; matched: number };

/** What kind of sensitive value a column holds, judged by its values alone. The values are looked at and forgotten. */
export function sightingOf(values: readonly (string | null)[]): Sighting | undefined {
  const filled = values.flatMap((value) => (value === null || value.trim() === '' ? [] : [value.trim()]));
  if (filled.length < FEWEST) return undefined;
  for (const [kind, { matches, within }] of Object.entries(KINDS) as [SensitiveKind, Kind][]) {
    const matched = filled.filter(matches);
    if (matched.length >= filled.length * SHARE) {
      if (kind === 'name' && new Set(matched).size < matched.length * DISTINCT_NAMES) continue;
      return { kind, sampled: filled.length, matched: matched.length };
    }
    if (!within) continue;
    const inside = filled.filter(within).length;
    if (inside >= Math.max(3, filled.length * SHARE_WITHIN)) return { kind, sampled: filled.length, matched: inside };
  }
  return undefined;
}

/** What the catalogue says of an item now. */
export function markingOf(resource: Pick<ResourceDefinition, 'grade'>, item: ItemDefinition): Marking {
  return {
    grade: gradeOf(resource, item),
    personal: item.personal ?? true,
    mask: item.mask ?? 'none',
    dataClass: classOf(item),
  };
}

/** Whether what is stated protects at least as much as what is proposed. */
export function isStrictEnough(stated: Marking, kind: SensitiveKind): boolean {
  const { proposed } = KINDS[kind];
  if (!proposed.personal) return stated.dataClass === proposed.dataClass || stated.personal;
  return stated.grade >= proposed.grade && stated.personal && stated.mask !== 'none';
}

/** The item with a proposal taken in: it can only become stricter. */
export function tightened(
  resource: Pick<ResourceDefinition, 'grade'>,
  item: ItemDefinition,
  kind: SensitiveKind,
): ItemDefinition {
  const { proposed } = KINDS[kind];
  const stated = markingOf(resource, item);
  return {
    ...item,
    grade: Math.max(stated.grade, proposed.grade),
    personal: stated.personal || proposed.personal,
    ...(stated.mask !== 'none' ? { mask: stated.mask } : proposed.mask === 'none' ? {} : { mask: proposed.mask }),
    dataClass: proposed.dataClass,
  };
}

/** A bank card: 13 to 19 digits of an issuer's range, the last one Luhn's check digit (ISO/IEC 7812). */
export function isBankCard(value: string): boolean {
  const digits = value.replaceAll(/[ -]/g, '');
  if (!/^(62|60|4|5[1-5]|2[2-7]|3[4-7]|9)\d+$/.test(digits) || digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isPersonName(value: string): boolean {
  if (/^\p{Script=Han}{1,15}·\p{Script=Han}{1,15}$/u.test(value)) return true;
  if (!/^\p{Script=Han}{2,4}$/u.test(value)) return false;
  return COMPOUND_SURNAMES.test(value) || (value.length <= 3 && SURNAMES.has(value[0] as string));
}
