import { addDays, ageOn, isPlainDate } from '@platform/kernel/browser';
import { Validator, type Schema } from '@cfworker/json-schema';
import { exactOf, hundredth, isLess, minus, numberOf, sumOf, times, type Exact } from './exact.ts';
import { FORM_LIMITS, type FormSchema } from './form-schema.ts';
import { computedOf, pagesOf, showOf, uploadOf, type Condition, type Expression, type Test } from './vocabulary.ts';

type Values = Record<string, unknown>;

/** The form, a group in it, or one entry of a repeated group: fields that are beside each other. */
export type Level = {
  schema: FormSchema;
  raw: Values;
  at: string;
  inner: Map<string, Level>;
  known: Map<string, Known>;
};
type Known = { shown?: boolean | 'asking'; computed?: { value: unknown } | 'asking' };

export type Evaluation = {
  root: Level;
  shown(level: Level, name: string): boolean;
  /** The answer or the computed value of a field; undefined where it is hidden or empty. */
  value(level: Level, name: string): unknown;
  inner(level: Level, name: string, index?: number): Level;
  holds(condition: Condition, level: Level): boolean;
  /** Whether a condition of JSON Schema (`if`) asks for this field of the top. */
  wanted(name: string): boolean;
};

/**
 * Works out what is shown and computed, each once and only when asked for, so that any order of fields is right. What asks for itself
 * (a circle, which `checkForm` refuses) counts as hidden and without value.
 */
export function evaluateForm(
  schema: FormSchema,
  data: unknown,
  facts: { today: string; without: readonly string[] },
): Evaluation {
  const levelOf = (part: FormSchema, raw: unknown, at: string): Level => ({
    schema: part,
    raw: typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Values) : {},
    at,
    inner: new Map(),
    known: new Map(),
  });
  const root = levelOf(schema, data, '');
  const rules = rulesOf(schema);
  const pages = list(pagesOf(schema));

  const known = (level: Level, name: string): Known => {
    const found = level.known.get(name) ?? {};
    level.known.set(name, found);
    return found;
  };
  const raw = (level: Level, name: string): unknown => {
    const value = Object.hasOwn(level.raw, name) ? level.raw[name] : undefined;
    return value === null || value === '' ? undefined : value;
  };

  const shown = (level: Level, name: string): boolean => {
    const part = property(level.schema, name);
    if (!part) return false;
    const state = known(level, name);
    if (state.shown === 'asking') return false;
    if (state.shown === undefined) {
      state.shown = 'asking';
      state.shown = isAsked(level, name, part);
    }
    return state.shown;
  };
  const isAsked = (level: Level, name: string, part: FormSchema): boolean => {
    if (facts.without.includes(uploadOf(part)?.material ?? '')) return false;
    if (level === root) {
      const page = pages.find((one) => list(one?.fields).includes(name));
      if (page?.show !== undefined && !holds(page.show, root)) return false;
      if (!callsFor(name)) return false;
    }
    const show = showOf(part);
    return show === undefined || holds(show, level);
  };
  /** A field that only conditions of JSON Schema require is asked for when one of them holds. */
  const callsFor = (name: string): boolean => {
    const calling = rules.filter(({ fields }) => fields.includes(name));
    return calling.length === 0 || (schema.required ?? []).includes(name) || calling.some(applies);
  };
  const applies = (rule: Rule): boolean => {
    const causes = Object.entries({ ...rule.when.properties }).flatMap(([cause]) => {
      const value = valueOf(root, cause);
      return value === undefined ? [] : [[cause, value] as const];
    });
    return rule.validator.validate(Object.fromEntries(causes)).valid === rule.holds;
  };

  const valueOf = (level: Level, name: string): unknown => {
    if (!shown(level, name)) return undefined;
    const part = property(level.schema, name) as FormSchema;
    const expression = computedOf(part);
    if (expression === undefined) return raw(level, name);
    const state = known(level, name);
    if (state.computed === 'asking') return undefined;
    if (state.computed === undefined) {
      state.computed = 'asking';
      state.computed = { value: computed(expression, level, part) };
    }
    return state.computed.value;
  };
  const inner = (level: Level, name: string, index?: number): Level => {
    const key = index === undefined ? name : `${name}/${index}`;
    let found = level.inner.get(key);
    if (!found) {
      const part = property(level.schema, name);
      const value = raw(level, name);
      const step = `${level.at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      found =
        index === undefined
          ? levelOf(part ?? {}, value, step)
          : levelOf(part?.items ?? {}, Array.isArray(value) ? value[index] : undefined, `${step}/${index}`);
      level.inner.set(key, found);
    }
    return found;
  };

  /** All values a path names; one at most where it goes through no group's entries. */
  const valuesAt = (path: string, level: Level): unknown[] => {
    if (path === '$today') return [facts.today];
    const relative = path.startsWith('.');
    let levels = [relative ? level : root];
    const steps = (relative ? path.slice(1) : path).split('.');
    for (const [index, step] of steps.entries()) {
      const many = step.endsWith('[]');
      const name = many ? step.slice(0, -2) : step;
      if (index === steps.length - 1) {
        const values = levels.map((one) => valueOf(one, name)).filter((value) => value !== undefined);
        return many ? values.flat() : values;
      }
      levels = levels.flatMap((one) => {
        if (!shown(one, name)) return [];
        if (!many) return [inner(one, name)];
        const entries = raw(one, name);
        // More entries than any list may have are refused by the check; they must not make counting slow before.
        const counted = list(entries as unknown[]).slice(0, FORM_LIMITS.listLength);
        return counted.map((_, place) => inner(one, name, place));
      });
    }
    return [];
  };

  const holds = (condition: Condition, level: Level): boolean => {
    if (typeof condition !== 'object' || condition === null) return false;
    if ('all' in condition) return list(condition.all).every((one) => holds(one, level));
    if ('any' in condition) return list(condition.any).some((one) => holds(one, level));
    if ('none' in condition) return !list(condition.none).some((one) => holds(one, level));
    if ('field' in condition) return meets(valuesAt(String(condition.field), level)[0], condition);
    if ('value' in condition) return meets(evaluate(condition.value, level), condition);
    return false;
  };

  const computed = (expression: Expression, level: Level, part: FormSchema): unknown => {
    const value = evaluate(expression, level);
    const exact = isExact(value) ? value : exactOf(value);
    if (part.type === 'integer') return exact && numberOf(exact, true);
    if (part.type === 'number') return exact && numberOf(exact, false);
    if (isExact(value)) return undefined;
    return typeof value === (part.type === 'boolean' ? 'boolean' : 'string') ? value : undefined;
  };

  /** Numbers come as {@link Exact}, everything else as it is. */
  const evaluate = (expression: Expression, level: Level): unknown => many(expression, level)[0];
  const many = (expression: Expression, level: Level): unknown[] => {
    if (typeof expression === 'string') return valuesAt(expression, level).map((value) => exactOf(value) ?? value);
    if (typeof expression === 'number') return [exactOf(expression)];
    if (typeof expression !== 'object' || expression === null) return [];
    return [operate(expression as Exclude<Expression, string | number>, level)];
  };
  const operate = (expression: Exclude<Expression, string | number>, level: Level): unknown => {
    if ('const' in expression) return exactOf(expression.const) ?? expression.const;
    if ('if' in expression) return evaluate(holds(expression.if, level) ? expression.then : expression.else, level);
    if ('count' in expression) {
      const [found] = valuesAt(String(expression.count), level);
      return exactOf(Array.isArray(found) ? found.length : 0);
    }
    const numbers = (parts: readonly Expression[]): Exact[] =>
      list(parts)
        .flatMap((part) => many(part, level))
        .filter(isExact);
    if ('sum' in expression) return sumOf(numbers(expression.sum));
    if ('min' in expression) return best(numbers(expression.min), isLess);
    if ('max' in expression) return best(numbers(expression.max), (a, b) => isLess(b, a));
    const [operation, parts] = Object.entries(expression)[0] ?? ['', []];
    const values = list(parts as Expression[]).map((part) => evaluate(part, level));
    if (operation === 'product')
      return values.every(isExact) ? values.reduce(times, { units: 1n, scale: 0 }) : undefined;
    const [first, second] = values;
    if (isExact(first) && isExact(second)) {
      if (operation === 'difference') return minus(first, second);
      if (operation === 'percent') return hundredth(times(first, second));
    }
    if (!isDate(first)) return undefined;
    if (operation === 'addDays') return isExact(second) ? later(first, second) : undefined;
    if (!isDate(second)) return undefined;
    if (operation === 'days') return exactOf((Date.parse(second) - Date.parse(first)) / 86_400_000);
    return operation === 'age' ? exactOf(ageOn(first, second)) : undefined;
  };

  return {
    root,
    shown,
    value: valueOf,
    inner,
    holds,
    wanted: (name) => rules.some((rule) => rule.fields.includes(name) && applies(rule)),
  };
}

const property = (schema: FormSchema, name: string): FormSchema | undefined =>
  schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
const list = <T>(value: readonly T[] | undefined): readonly T[] => (Array.isArray(value) ? value : []);
const isDate = (value: unknown): value is string => typeof value === 'string' && isPlainDate(value);
const isExact = (value: unknown): value is Exact => typeof value === 'object' && value !== null && 'units' in value;
const best = (all: Exact[], before: (a: Exact, b: Exact) => boolean): Exact | undefined =>
  all.reduce<Exact | undefined>((kept, one) => (kept === undefined || before(one, kept) ? one : kept), undefined);

const MOST_DAYS = 1_000_000;
function later(date: string, days: Exact): string | undefined {
  const count = numberOf(days, true);
  if (count === undefined || Math.abs(count) > MOST_DAYS) return undefined;
  const found = addDays(date, count);
  return isPlainDate(found) ? found : undefined;
}

function meets(given: unknown, test: Test): boolean {
  const exact = isExact(given) ? given : exactOf(given);
  const same = (wanted: unknown): boolean => {
    const other = exactOf(wanted);
    return exact && other ? !isLess(exact, other) && !isLess(other, exact) : given === wanted;
  };
  if ('is' in test) return same(test.is);
  if ('not' in test) return !same(test.not);
  if ('in' in test) return list(test.in).some(same);
  if ('has' in test) return Array.isArray(given) && given.includes(test.has);
  if ('filled' in test) {
    const empty =
      given === undefined || (typeof given === 'object' && !exact && Object.keys(given as object).length === 0);
    return empty !== test.filled;
  }
  const order = (wanted: unknown): number | undefined => {
    const other = exactOf(wanted);
    if (exact && other) return isLess(exact, other) ? -1 : isLess(other, exact) ? 1 : 0;
    if (typeof given !== 'string' || typeof wanted !== 'string') return undefined;
    return given < wanted ? -1 : given > wanted ? 1 : 0;
  };
  const compare = (wanted: unknown, right: (sign: number) => boolean): boolean => {
    const sign = order(wanted);
    return sign !== undefined && right(sign);
  };
  if ('above' in test) return compare(test.above, (sign) => sign > 0);
  if ('atLeast' in test) return compare(test.atLeast, (sign) => sign >= 0);
  if ('below' in test) return compare(test.below, (sign) => sign < 0);
  return 'atMost' in test && compare(test.atMost, (sign) => sign <= 0);
}

/** Fields that JSON Schema's own `if` requires when it holds (or does not hold). */
export type Rule = { when: FormSchema; holds: boolean; fields: string[]; validator: Validator };

const remembered = new WeakMap<object, Rule[]>();

export function rulesOf(schema: FormSchema): Rule[] {
  let rules = remembered.get(schema);
  if (!rules) {
    rules = [schema, ...list(schema.allOf)].flatMap((part) => {
      if (typeof part?.if !== 'object' || part.if === null) return [];
      const when = part.if;
      // A copy: the validator writes marks into what it is given, and a matter in use is frozen.
      const validator = new Validator(structuredClone(when) as Schema, '2020-12');
      return [
        { when, holds: true, fields: [...list(part.then?.required)], validator },
        { when, holds: false, fields: [...list(part.else?.required)], validator },
      ].filter((rule) => rule.fields.length > 0);
    });
    remembered.set(schema, rules);
  }
  return rules;
}
