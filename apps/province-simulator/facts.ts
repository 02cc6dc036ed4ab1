import {
  citizenIdBirthDate,
  creditCodeCheckCharacter,
  isCitizenId,
  isCreditCode,
  isDemoCitizenId,
} from '@platform/kernel';
import { sm3 } from '@platform/crypto';

// What the province "knows": invented from the number alone, the same each time. It knows only numbers of the demo (area 99), so that no
// sample can be a real person's.

type Row = Record<string, string | null>;

/** A number from 0 to 1, always the same for the same words. */
function chance(...words: string[]): number {
  return sm3(words.join(' ')).readUInt32BE(0) / 2 ** 32;
}
const pick = <T>(list: readonly T[], ...words: string[]): T => list[Math.floor(chance(...words) * list.length)] as T;
const day = (id: string, what: string, from: number, to: number): string => {
  const year = from + Math.floor(chance(id, what, 'year') * (to - from + 1));
  const month = 1 + Math.floor(chance(id, what, 'month') * 12);
  return `${year}-${String(month).padStart(2, '0')}-${String(1 + Math.floor(chance(id, what, 'day') * 28)).padStart(2, '0')}`;
};
const birthYear = (id: string): number => Number(citizenIdBirthDate(id).slice(0, 4));
const OFFICES = ['甬江区', '慈湖市', '海东县', '北山区'];

/** Names that the demo guarantees, by number: for them the name must fit as well. */
export type Names = Readonly<Record<string, string>>;

type Maker = (id: string, thisYear: number) => Row | undefined;
const PEOPLE: Readonly<Record<string, Maker>> = {
  'social-insurance': (id, thisYear) => {
    const age = thisYear - birthYear(id);
    if (age < 18 || (age < 60 && chance(id, 'insured') < 0.08)) return undefined;
    const months = Math.floor(chance(id, 'months') * Math.min(age - 17, 38) * 12) + 1;
    const retired = age >= 60;
    return {
      insured: retired || chance(id, 'state') < 0.88 ? '是' : '否',
      state: retired ? '待遇领取' : chance(id, 'state') < 0.88 ? '正常缴费' : '暂停缴费',
      months: String(months),
      last_month: retired ? null : `${thisYear}-${String(1 + Math.floor(chance(id, 'last') * 11)).padStart(2, '0')}`,
      kind: pick(['企业职工基本养老保险', '城乡居民基本养老保险', '机关事业单位养老保险'], id, 'kind'),
    };
  },
  marriage: (id, thisYear) => {
    const age = thisYear - birthYear(id);
    if (age < 20) return { state: '未登记', registered_on: null, office: null };
    const state = chance(id, 'married') < 0.7 ? '已登记结婚' : chance(id, 'divorced') < 0.4 ? '已登记离婚' : '未登记';
    const since = Math.max(birthYear(id) + 22, 1980);
    return state === '未登记' || since > thisYear
      ? { state: '未登记', registered_on: null, office: null }
      : {
          state,
          registered_on: day(id, 'marriage', since, thisYear - 1),
          office: `${pick(OFFICES, id, 'office')}民政局婚姻登记处`,
        };
  },
  education: (id, thisYear) => {
    if (thisYear - birthYear(id) < 21 || chance(id, 'degree') < 0.4) return undefined;
    const from = birthYear(id) + 21;
    return {
      degree: pick(['专科', '本科', '本科', '硕士研究生'], id, 'level'),
      school: pick(['示例理工大学', '示例师范学院', '示例职业技术学院'], id, 'school'),
      graduated_on: day(id, 'degree', Math.min(from, thisYear - 1), Math.min(from + 4, thisYear - 1)),
    };
  },
  disability: (id) => {
    if (chance(id, 'disability') > 0.06) return undefined;
    return {
      kind: pick(['肢体', '视力', '听力', '智力', '精神'], id, 'disability-kind'),
      level: pick(['一级', '二级', '三级', '四级'], id, 'disability-level'),
      valid_until: day(id, 'disability-until', 2027, 2034),
    };
  },
  'provident-fund': (id, thisYear) => {
    if (thisYear - birthYear(id) < 20 || chance(id, 'fund') < 0.45) return undefined;
    return {
      state: pick(['正常', '正常', '正常', '封存'], id, 'fund-state'),
      months: String(1 + Math.floor(chance(id, 'fund-months') * 240)),
      centre: `${pick(OFFICES, id, 'fund-office')}住房公积金管理分中心`,
    };
  },
};

const firm = (code: string): Row | undefined => {
  if (!isCreditCode(code) || !code.slice(2).startsWith('99') || chance(code, 'firm') < 0.1) return undefined;
  return {
    name: `示例${pick(['甬川', '东海', '明湖', '云岭'], code, 'name')}${pick(['科技', '机械', '餐饮', '物流'], code, 'trade')}有限公司`,
    state: pick(['存续', '存续', '存续', '注销', '吊销'], code, 'firm-state'),
    established_on: day(code, 'established', 1996, 2024),
    registrar: `${pick(OFFICES, code, 'registrar')}市场监督管理局`,
  };
};

export type Found = { rows: Row[] } | { fault: string };

/** What the province answers about a number; nobody found is an empty list. */
export function factsAbout(kind: string, param: Readonly<Record<string, unknown>>, names: Names, today: Date): Found {
  if (kind === 'enterprise') {
    const code = typeof param['credit_code'] === 'string' ? param['credit_code'] : '';
    if (!/^[0-9A-Z]{18}$/.test(code) || creditCodeCheckCharacter(code.slice(0, 17)) !== code[17])
      return { fault: 'credit_code' };
    const row = firm(code);
    return { rows: row ? [row] : [] };
  }
  const id = typeof param['id_card'] === 'string' ? param['id_card'] : '';
  if (!isCitizenId(id)) return { fault: 'id_card' };
  const name = typeof param['name'] === 'string' ? param['name'].trim() : '';
  if (name === '') return { fault: 'name' };
  const known = names[id];
  if (!isDemoCitizenId(id) || (known !== undefined && known !== name)) return { rows: [] };
  const row = PEOPLE[kind]?.(id, today.getUTCFullYear());
  return { rows: row ? [row] : [] };
}
