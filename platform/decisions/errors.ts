import { defineErrors } from '@platform/kernel';

export const decisionErrors = defineErrors('decisions', {
  notDmn: {
    status: 422,
    zh: '决策文件无法读取：{what}。请使用 DMN 1.3 至 1.5 格式',
    en: 'The decision file cannot be read: {what}. Use DMN 1.3 to 1.5',
  },
  unsupported: {
    status: 422,
    zh: '决策“{decision}”使用了尚不支持的内容：{what}（第 {line} 行）。支持的内容见 platform/decisions/README.md',
    en: 'Decision "{decision}" uses what is not supported: {what} (line {line}). platform/decisions/README.md names what is',
  },
  badExpression: {
    status: 422,
    zh: '决策“{decision}”的 {place} 处表达式“{expression}”有误：{what}',
    en: 'Decision "{decision}", {place}: the expression "{expression}" is wrong: {what}',
  },
  badTable: {
    status: 422,
    zh: '决策“{decision}”有误：{what}（第 {line} 行）',
    en: 'Decision "{decision}" is wrong: {what} (line {line})',
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
    zh: '决策“{decision}”的 {place} 处结果超出整数的精确范围（2^53）',
    en: 'Decision "{decision}", {place}: the result is beyond exact whole numbers (2^53)',
  },
  endless: {
    status: 422,
    zh: '决策“{decision}”的 {place} 处表达式算了 2 秒还没有结果，已停止；请减少循环的次数，或简化 matches、replace 的匹配式',
    en: 'Decision "{decision}", {place}: the expression had no result after 2 seconds and was stopped; iterate over less, or simplify the pattern of matches or replace',
  },
  notNumbers: {
    status: 422,
    zh: '决策“{decision}”的 {aggregation} 只能用于数字',
    en: '{aggregation} of decision "{decision}" needs numbers',
  },
  amountNotWhole: {
    status: 422,
    zh: '决策“{decision}”的金额“{name}”须为整数分；请在表达式中写明取整方式，如 decimal(…, 0)',
    en: 'The amount "{name}" of decision "{decision}" must be whole fen: say in its expression how it is rounded, such as decimal(…, 0)',
  },
  badCall: {
    status: 422,
    zh: '决策“{decision}”调用“{called}”有误：{what}',
    en: 'Decision "{decision}" calls "{called}" wrongly: {what}',
  },
  conditionName: {
    status: 422,
    zh: '条件“{expression}”使用了没有的变量“{name}”；已有：{known}',
    en: 'The condition "{expression}" uses the variable "{name}", which is not there; known: {known}',
  },
  conditionNotBoolean: {
    status: 422,
    zh: '条件“{expression}”的结果须为 true 或 false，现为 {kind}；变量可能为空时请先与 null 比较',
    en: 'The condition "{expression}" must come to true or false, not {kind}; where a variable may be null, compare it with null first',
  },
});
