import { isPlainDate } from '@platform/kernel';
import { decisionErrors } from './errors.ts';
import { feelDate, passes, toFeel } from './feel.ts';
import type { ItemType } from './model.ts';

const WANTED: Record<
  Exclude<ItemType['base'], 'Any'>,
  { zh: string; en: string; fits: (value: unknown) => boolean }
> = {
  string: { zh: '文字', en: 'string', fits: (value) => typeof value === 'string' },
  number: { zh: '数字', en: 'number', fits: (value) => typeof value === 'number' && Number.isFinite(value) },
  boolean: { zh: '是或否', en: 'boolean', fits: (value) => typeof value === 'boolean' },
  date: { zh: '日期', en: 'date', fits: (value) => typeof value === 'string' && isPlainDate(value) },
  amount: { zh: '以分计的整数金额', en: 'an amount in whole fen', fits: Number.isSafeInteger },
};

type Of = { name: string; decision: string };

/**
 * An input as FEEL takes it; a declared type is kept to, so that "10" is never silently less than 9. Texts say the input's name and never
 * its value.
 * @throws `decisions.wrong-input`, `decisions.value-not-allowed`
 */
export function typedInput(value: unknown, type: ItemType, of: Of): unknown {
  if (value === null || value === undefined) return null;
  if (type.collection) {
    if (!Array.isArray(value)) throw wrong(of, '列表', 'a list');
    return value.map((one, index) => typedOne(one, type, { ...of, name: `${of.name}[${index + 1}]` }));
  }
  return typedOne(value, type, of);
}

function typedOne(value: unknown, type: ItemType, of: Of): unknown {
  if (value === null || value === undefined) return null;
  const { name } = of;
  if (type.components) {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong(of, '一组数据', 'a context');
    const given = value as Record<string, unknown>;
    const components = type.components;
    const stray = Object.keys(given).find((key) => !components.has(key));
    if (stray !== undefined)
      throw wrong({ ...of, name: `${name}.${stray}` }, '类型中已定义的项', 'an entry the type has');
    return Object.fromEntries(
      [...components].map(([key, inner]) => [key, typedInput(given[key], inner, { ...of, name: `${name}.${key}` })]),
    );
  }
  let plain = value;
  if (typeof value === 'bigint') {
    plain = Number(value);
    if (!Number.isSafeInteger(plain)) throw wrong(of, '小于 2^53 的整数', 'a whole number below 2^53');
  }
  if (type.base === 'Any') return toFeel(plain);
  const { fits, zh, en } = WANTED[type.base];
  if (!fits(plain)) throw wrong(of, zh, en);
  const taken = type.base === 'date' ? feelDate(plain as string) : plain;
  keepTo(taken, type, of);
  return taken;
}

const wrong = ({ name, decision }: Of, wantedZh: string, wanted: string): Error =>
  decisionErrors.wrongInput({ decision, name, wanted, wantedZh });

/** Checks a result against what its type promises: money is whole fen, values are among those allowed. Null passes. */
export function conforms(value: unknown, type: ItemType, of: Of): void {
  if (!type.strict || value === null || value === undefined) return;
  if (type.collection && Array.isArray(value)) {
    for (const one of value) conforms(one, { ...type, collection: false }, of);
    return;
  }
  for (const [key, inner] of type.components ?? [])
    conforms((value as Record<string, unknown>)[key], inner, { ...of, name: `${of.name}.${key}` });
  if (type.base === 'amount' && !Number.isSafeInteger(value))
    throw decisionErrors.amountNotWhole({ decision: of.decision, name: of.name });
  keepTo(value, type, of);
}

function keepTo(value: unknown, { allowed }: ItemType, { name, decision }: Of): void {
  if (allowed !== undefined && !passes(allowed, value, {}, { decision, place: `values of ${name}` }))
    throw decisionErrors.valueNotAllowed({ decision, name, allowed });
}
