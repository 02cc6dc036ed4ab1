import { ageOn, maskValue, normaliseText, type LocalText, type PlainDate } from '@platform/kernel';
import type { Scoring } from '@platform/packs';
import type { RowAnswer } from '../contract/index.ts';
import type { InterfaceDefinition, InterfaceParameter } from './definition.ts';

/** A record as a backend found it, in the clear: values by field, and of each where it came from. */
export type FoundRecord = {
  readonly values: Readonly<Record<string, string | null>>;
  readonly sources: RowAnswer['sources'];
};

type Values = Readonly<Record<string, string | null>>;
type Parameters = Readonly<Record<string, string>>;

/**
 * The parameters by which a record is found, apart from those that it is compared with: those of the key, or of whoever it is about. Where an
 * interface has neither, all but those that a score only compares.
 */
export function findingParameters(
  definition: Pick<InterfaceDefinition, 'mode' | 'parameters' | 'ground' | 'score'>,
): InterfaceParameter[] {
  const { mode, parameters, ground, score } = definition;
  if (mode !== 'verify' && mode !== 'score') return [...parameters];
  const telling = [...ground.key, ...ground.subjects];
  const found = parameters.filter(
    ({ field, required, match }) => required && match === 'equal' && telling.includes(field),
  );
  if (found.length > 0) return found;
  const compared = score?.rules.flatMap(({ matches: name }) => name ?? []) ?? [];
  return parameters.filter(({ name }) => !compared.includes(name));
}

/** Whether a record has what every given parameter says. A field that the record has no value in never matches. */
export function matches(values: Values, parameters: readonly InterfaceParameter[], given: Parameters): boolean {
  return parameters.every(({ name, field, match, type }) => {
    const wanted = given[name];
    if (wanted === undefined) return true;
    const held = values[field];
    if (held === null || held === undefined) return false;
    if (match === 'equal') return normaliseText(held) === wanted;
    const order = compareValues(type, held, wanted);
    return match === 'from' ? order >= 0 : order <= 0;
  });
}

/** Order of two values of one type: numbers by size, dates and texts by their text. */
export function compareValues(type: string, left: string, right: string): number {
  if (type === 'integer' || type === 'number') return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The record as it may leave: only these fields, each under its mask. */
export function rowAnswer(
  record: FoundRecord,
  definition: Pick<InterfaceDefinition, 'fields'>,
  fields: readonly string[],
): RowAnswer {
  const row: RowAnswer = { values: {}, sources: {} };
  for (const { name, mask } of definition.fields) {
    if (!fields.includes(name)) continue;
    const value = record.values[name] ?? null;
    row.values[name] = value === null ? null : maskValue(value, mask);
    const source = record.sources[name];
    if (source) row.sources[name] = source;
  }
  return row;
}

export type Scored = { score: number; band: { id: string; title: LocalText } | undefined };

/** The score of whoever the records are about: a rule holds when it does for any of them. Never tells which rules held. */
export function scoreOf(
  scoring: Scoring,
  records: readonly Values[],
  given: Parameters,
  types: (field: string) => string,
  today: PlainDate,
): Scored {
  let score = scoring.base ?? 0;
  for (const rule of scoring.rules) {
    if (records.some((values) => ruleHolds(rule, values[rule.field] ?? null, given, types(rule.field), today)))
      score += rule.points;
  }
  const band = [...scoring.bands].sort((a, b) => b.from - a.from).find(({ from }) => score >= from);
  return { score, band: band && { id: band.id, title: band.title } };
}

function ruleHolds(
  rule: Scoring['rules'][number],
  value: string | null,
  given: Parameters,
  type: string,
  today: PlainDate,
): boolean {
  if (value === null) return false;
  if (rule.equals) return rule.equals.includes(value);
  if (rule.matches !== undefined) {
    const wanted = given[rule.matches];
    return wanted !== undefined && normaliseText(value) === wanted;
  }
  if (rule.ageFrom !== undefined || rule.ageTo !== undefined) {
    const age = ageOn(value, today);
    return age >= (rule.ageFrom ?? 0) && age <= (rule.ageTo ?? Number.POSITIVE_INFINITY);
  }
  return (
    (rule.from === undefined || compareValues(type, value, rule.from) >= 0) &&
    (rule.to === undefined || compareValues(type, value, rule.to) <= 0)
  );
}
