import { defineErrors } from '@platform/kernel';

export const decisionErrors = defineErrors('decisions', {
  notDmn: {
    status: 422,
    zh: '决策文件无法读取：{what}。请使用 DMN 1.3 至 1.5 格式',
    en: 'The decision file cannot be read: {what}. Use DMN 1.3 to 1.5',
  },
  unsupported: {
    status: 422,
    zh: '决策“{decision}”使用了尚不支持的内容：{what}。请改用决策表或单一表达式',
    en: 'Decision "{decision}" uses what is not supported: {what}. Use a decision table or a literal expression',
  },
  badExpression: {
    status: 422,
    zh: '决策“{decision}”的 {place} 处表达式“{expression}”有误：{what}',
    en: 'Decision "{decision}", {place}: the expression "{expression}" is wrong: {what}',
  },
  badTable: {
    status: 422,
    zh: '决策“{decision}”的决策表有误：{what}',
    en: 'The table of decision "{decision}" is wrong: {what}',
  },
  unknownDecision: {
    status: 422,
    zh: '决策文件中没有 id 为“{decision}”的决策；已有：{known}',
    en: 'The file has no decision with the id "{decision}"; known: {known}',
  },
  missingInput: {
    status: 422,
    zh: '决策“{decision}”缺少输入：{names}。没有值时请明确给出空值（null）',
    en: 'Decision "{decision}" lacks inputs: {names}. Give null where there is no value',
  },
  wrongInput: {
    status: 422,
    zh: '决策“{decision}”的输入“{name}”应为{wantedZh}',
    en: 'Input "{name}" of decision "{decision}" must be: {wanted}',
  },
  valueNotAllowed: {
    status: 422,
    zh: '决策“{decision}”的“{name}”取值不在允许范围：{allowed}',
    en: '"{name}" of decision "{decision}" is not among the values allowed: {allowed}',
  },
  noRule: {
    status: 422,
    zh: '决策“{decision}”没有任何规则适用，请补充规则或默认结果',
    en: 'No rule of decision "{decision}" applies; add a rule or a default output',
  },
  severalRules: {
    status: 422,
    zh: '决策“{decision}”只允许一条规则适用，但第 {rules} 条同时适用',
    en: 'Only one rule of decision "{decision}" may apply, but rules {rules} do',
  },
  differentOutputs: {
    status: 422,
    zh: '决策“{decision}”的第 {rules} 条规则同时适用而结果不同',
    en: 'Rules {rules} of decision "{decision}" apply together with different outputs',
  },
  notWhole: {
    status: 422,
    zh: '决策“{decision}”的合计超出整数范围',
    en: 'The sum of decision "{decision}" is beyond whole numbers',
  },
});
