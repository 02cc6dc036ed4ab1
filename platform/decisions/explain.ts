import { formatYuan, type Language } from '@platform/kernel';
import type { DecisionTrace, RuleHit, TracePart, TraceStep } from './trace.ts';

/** One decision of the chain, in words. */
export type ExplainedPart = { decision: string; title: string; sentences: string[] };

/** Why a decision came out as it did, for the person it is about: the chain of decisions, the last one the decision itself. */
export type Explanation = { title: string; parts: ExplainedPart[]; sentences: string[] };

/**
 * Explains a trace in a person's words: which inputs mattered (the labels and values of the cells that the rule filled in), which rule
 * applied and its own words, and the same for each decision it rests on and the knowledge it called. Traces kept before a field was added
 * are explained with what they have. Labels and titles written `中文 / English` are split by language.
 * @param trace a stored one is the same as a fresh one
 */
export function explain(trace: DecisionTrace, language: Language): Explanation {
  const parts = [...trace.required, trace].map((part) => explainPart(part, language));
  return { title: parts.at(-1)?.title ?? '', parts, sentences: parts.flatMap((part) => part.sentences) };
}

function explainPart(part: TracePart, language: Language): ExplainedPart {
  const say = PHRASES[language];
  const title = inLanguage(part.title ?? part.decision, language);
  const sentences: string[] = [];
  for (const step of part.steps ?? []) sentences.push(...explainStep(step, language));
  const left = part.stepsLeftOut;
  if (left !== undefined) sentences.push(say.more(left));
  if (part.rulesHit.length > 0) {
    for (const hit of part.rulesHit) sentences.push(...explainHit(title, hit, part, language));
  } else {
    const because = named(part.inputs, part.labels ?? {}, language);
    sentences.push(
      part.logic === 'table'
        ? say.noRule(title, because, results(part.outputs, language))
        : say.worked(title, because, results(part.outputs, language)),
    );
  }
  return { decision: part.decision, title, sentences };
}

function explainStep(step: TraceStep, language: Language): string[] {
  const say = PHRASES[language];
  const title = inLanguage(step.title, language);
  const because = step.inputs ? named(step.inputs, {}, language) : '';
  const rules = step.rulesHit.map((hit) => ruleText(hit, language)).filter((text) => text !== '');
  const worked = say.worked(title, because, valueText(step.value, language));
  return rules.length === 0 ? [worked] : [worked, ...rules.map((text) => say.words(text))];
}

function explainHit(title: string, hit: RuleHit, part: TracePart, language: Language): string[] {
  const say = PHRASES[language];
  const because = hit.matched
    ? hit.matched
        .map((one) => say.is(inLanguage(one.label, language), valueText(one.value, language, one.money)))
        .join(say.and)
    : named(part.inputs, part.labels ?? {}, language);
  return [say.rule(title, hit.index, because), say.words(ruleText(hit, language))].filter((text) => text !== '');
}

/** The rule's own words: its annotation in Chinese, its label in English, the other where one is missing. */
function ruleText({ annotation, label, id }: RuleHit, language: Language): string {
  const [first, second] = language === 'zh' ? [annotation, label] : [label, annotation];
  return first || second || id;
}

function named(values: Record<string, unknown>, labels: Record<string, string>, language: Language): string {
  const say = PHRASES[language];
  return Object.entries(values)
    .map(([name, value]) => say.is(inLanguage(labels[name] ?? name, language), valueText(value, language)))
    .join(say.and);
}

function results(outputs: Record<string, unknown>, language: Language): string {
  const values = Object.entries(outputs);
  return values.length === 1 ? valueText(values[0]?.[1], language) : named(outputs, {}, language);
}

/** `年龄 / age` is 年龄 in Chinese and age in English. */
function inLanguage(text: string, language: Language): string {
  const [zh, en, ...more] = text.split(' / ');
  if (zh === undefined || en === undefined || more.length > 0 || !/\p{Script=Han}/u.test(zh)) return text;
  return language === 'zh' ? zh.trim() : en.trim();
}

function valueText(value: unknown, language: Language, money?: boolean): string {
  const say = PHRASES[language];
  if (value === null || value === undefined) return say.unknown;
  if (typeof value === 'boolean') return value ? say.yes : say.no;
  if (money && Number.isSafeInteger(value)) return formatYuan(BigInt(value as number));
  if (Array.isArray(value)) return value.map((one) => valueText(one, language, money)).join(say.and) || say.nothing;
  if (typeof value === 'object') return named(value as Record<string, unknown>, {}, language);
  return String(value);
}

type Phrases = {
  and: string;
  yes: string;
  no: string;
  unknown: string;
  nothing: string;
  is(label: string, value: string): string;
  rule(title: string, index: number, because: string): string;
  words(text: string): string;
  noRule(title: string, because: string, result: string): string;
  worked(title: string, because: string, result: string): string;
  more(count: number): string;
};

const PHRASES: Record<Language, Phrases> = {
  zh: {
    and: '，',
    yes: '是',
    no: '否',
    unknown: '无记录',
    nothing: '无',
    is: (label, value) => `${label}：${value}`,
    rule: (title, index, because) =>
      because === '' ? `“${title}”适用第 ${index} 条规则。` : `“${title}”适用第 ${index} 条规则，依据为${because}。`,
    words: (text) => ended(text, '。'),
    noRule: (title, because, result) => `“${title}”没有规则适用（${because}），取默认结果：${result}。`,
    worked: (title, because, result) =>
      because === '' ? `“${title}”的结果为 ${result}。` : `“${title}”的结果为 ${result}，依据为${because}。`,
    more: (count) => `另有 ${count} 步计算未列出。`,
  },
  en: {
    and: ', ',
    yes: 'yes',
    no: 'no',
    unknown: 'no record',
    nothing: 'none',
    is: (label, value) => `${label}: ${value}`,
    rule: (title, index, because) =>
      because === ''
        ? `Rule ${index} of "${title}" applies.`
        : `Rule ${index} of "${title}" applies, because of ${because}.`,
    words: (text) => ended(text, '.'),
    noRule: (title, because, result) => `No rule of "${title}" applies (${because}); the default is ${result}.`,
    worked: (title, because, result) =>
      because === '' ? `"${title}" comes to ${result}.` : `"${title}" comes to ${result}, because of ${because}.`,
    more: (count) => `${count} more steps are not listed.`,
  },
};

const ended = (text: string, stop: string): string =>
  text === '' || /[。.!！?？；;]$/.test(text) ? text : `${text}${stop}`;
