import { isDeepStrictEqual } from 'node:util';
import type { Decision, DecisionModel, DecisionTable } from '@platform/decisions';
import type { LocalText } from '@platform/kernel';
import { added, becomes, joined, quoted, removed, textOf, type Said } from './say.ts';

const RULE: LocalText = { zh: '规则', en: 'rule' };
const DECISION: LocalText = { zh: '判断', en: 'decision' };
type Rule = DecisionTable['rules'][number];

/** What changed in the rules of a decision: rules by what their author wrote about them, conditions and results cell by cell. */
export function sayRules(before: DecisionModel, after: DecisionModel): Said[] {
  const said = [...new Set([...before.decisions.keys(), ...after.decisions.keys()])].flatMap((id) => {
    const [was, is] = [before.decisions.get(id), after.decisions.get(id)];
    if (!was) return [added(DECISION, bilingual((is as Decision).title))];
    if (!is) return [removed(DECISION, bilingual(was.title))];
    return sayDecision(was, is);
  });
  const [old, now] = [[...before.knowledge], [...after.knowledge]];
  if (!isDeepStrictEqual(old, now)) said.push({ zh: '共用的计算方法有变化', en: 'Shared calculations changed' });
  return said;
}

function sayDecision(was: Decision, is: Decision): Said[] {
  if (isDeepStrictEqual(was.logic, is.logic)) return [];
  const { zh, en } = quoted(bilingual(is.title));
  if (was.logic.kind !== 'table' || is.logic.kind !== 'table')
    return [{ zh: `判断${zh}的计算方法有变化`, en: `How ${en} is worked out changed` }];
  const [old, now] = [was.logic, is.logic];
  const rules = sayTable(old, now);
  if (old.hitPolicy !== now.hitPolicy)
    rules.push(
      becomes({ zh: `判断${zh}的命中方式`, en: `Hit policy of ${en}` }, textOf(old.hitPolicy), textOf(now.hitPolicy)),
    );
  return rules.length > 0 ? rules : [{ zh: `判断${zh}的输入或输出有变化`, en: `Inputs or outputs of ${en} changed` }];
}

function sayTable(old: DecisionTable, now: DecisionTable): Said[] {
  const keyOf = ({ id, index }: Rule): string => id || `#${index}`;
  const [olds, news] = [
    new Map(old.rules.map((rule) => [keyOf(rule), rule])),
    new Map(now.rules.map((rule) => [keyOf(rule), rule])),
  ];
  const said = [...new Set([...olds.keys(), ...news.keys()])].flatMap((key) => {
    const [was, is] = [olds.get(key), news.get(key)];
    if (!was) return [added(RULE, wordsOf(is as Rule))];
    if (!is) return [removed(RULE, wordsOf(was))];
    return sayRule(was, is, old, now);
  });
  const kept = (rules: readonly Rule[], others: ReadonlyMap<string, Rule>): string[] =>
    rules.map(keyOf).filter((key) => others.has(key));
  if (!isDeepStrictEqual(kept(old.rules, news), kept(now.rules, olds)))
    said.push({ zh: '规则的先后顺序有变化', en: 'The order of the rules changed' });
  return said;
}

/** Cells by the headings of their columns, for the same columns may stand in another order. */
function sayRule(was: Rule, is: Rule, old: DecisionTable, now: DecisionTable): Said[] {
  const said: Said[] = [];
  const { zh, en } = quoted(wordsOf(is));
  if (!isDeepStrictEqual(wordsOf(was), wordsOf(is))) said.push(becomes(RULE, wordsOf(was), wordsOf(is)));
  const cells = (table: DecisionTable, rule: Rule): Map<string, string> =>
    new Map([
      ...table.inputs.map(({ label, expression }, at) => [label || expression, rule.tests[at] ?? '-'] as const),
      ...table.outputs.map(({ name }, at) => [name, rule.outputs[at] ?? ''] as const),
    ]);
  const [before, after] = [cells(old, was), cells(now, is)];
  for (const [column, text] of after) {
    const former = before.get(column);
    if (former === text) continue;
    const { zh: nameZh, en: nameEn } = columnText(column);
    said.push(
      becomes({ zh: `规则${zh}的“${nameZh}”`, en: `${nameEn} of the rule ${en}` }, cellText(former), cellText(text)),
    );
  }
  const gone = [...before.keys()].filter((column) => !after.has(column));
  if (gone.length > 0) {
    const names = joined(gone.map(columnText));
    said.push({ zh: `规则${zh}不再看：${names.zh}`, en: `The rule ${en} no longer looks at: ${names.en}` });
  }
  return said;
}

const wordsOf = ({ annotation, label, index }: Rule): LocalText =>
  annotation ? { zh: annotation, en: label || annotation } : { zh: `第 ${index} 条`, en: `number ${index}` };

const COLUMNS: Readonly<Record<string, LocalText>> = {
  outcome: { zh: '结论', en: 'outcome' },
  reason: { zh: '理由', en: 'reason' },
};
const columnText = (column: string): LocalText => COLUMNS[column] ?? bilingual(column);

const CELLS: Readonly<Record<string, LocalText>> = {
  '"approve"': { zh: '准予', en: 'approve' },
  '"route"': { zh: '转人工', en: 'a person decides' },
  '"refuse"': { zh: '不予', en: 'refuse' },
  '-': { zh: '不限', en: 'any' },
};
const cellText = (cell: string | undefined): LocalText => CELLS[cell ?? '-'] ?? textOf(cell);

/** Headings of packs give both languages as “视力 / eyesight”. */
function bilingual(text: string): LocalText {
  const [zh = text, en] = text.split(' / ');
  return { zh, en: en ?? zh };
}
