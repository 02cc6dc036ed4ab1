import { isDeepStrictEqual } from 'node:util';
import type { LocalText } from '@platform/kernel';
import { groundOf, isWeaker, type InterfaceBody } from './definition.ts';

/** Semantic versions: `major` breaks callers, `minor` gives them more, `patch` changes words only. */
export type ChangeLevel = 'major' | 'minor' | 'patch';
export type VersionChange = { readonly level: ChangeLevel; readonly what: LocalText };

/** Negative, zero or positive as `left` is older, equal or newer. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version after `before` for these changes. */
export function nextVersion(before: string | undefined, changes: readonly VersionChange[]): string {
  if (before === undefined) return '1.0.0';
  const [major = 0, minor = 0, patch = 0] = before.split('.').map(Number);
  const levels = changes.map(({ level }) => level);
  if (levels.includes('major')) return `${major + 1}.0.0`;
  return levels.includes('minor') ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** What callers notice between two definitions. Empty when they are the same. */
export function changesBetween(before: InterfaceBody, after: InterfaceBody): VersionChange[] {
  const changes: VersionChange[] = [];
  const add = (level: ChangeLevel, zh: string, en: string): void => void changes.push({ level, what: { zh, en } });

  if (before.mode !== after.mode) add('major', '模式改变', 'The mode changed');
  if (!isDeepStrictEqual(groundOf(before), groundOf(after)))
    add('major', '数据来源改变', 'The data it stands on changed');
  parameterChanges(before, after, add);
  fieldChanges(before, after, add);
  if (!isDeepStrictEqual(before.score?.rules, after.score?.rules) || before.score?.base !== after.score?.base)
    add('major', '评分规则改变：同一分值含义不同', 'The scoring changed: the same number means something else');
  if (!isDeepStrictEqual(bandsOf(before), bandsOf(after)))
    add('major', '评分档次改变', 'The bands of the score changed');
  aggregateChanges(before, after, add);
  for (const [name, zh, en] of [
    ['perMinute', '每分钟调用次数', 'Calls a minute'],
    ['rowsMax', '每次最多行数', 'Rows in one answer'],
  ] as const) {
    const [was, is] = [before.limits[name], after.limits[name]];
    if (is < was) add('major', `${zh}由 ${was} 降为 ${is}`, `${en} lowered from ${was} to ${is}`);
    if (is > was) add('minor', `${zh}由 ${was} 升为 ${is}`, `${en} raised from ${was} to ${is}`);
  }
  if (changes.length === 0 && !isDeepStrictEqual(plain(before), plain(after)))
    add('patch', '名称或说明改变', 'Titles or explanations changed');
  return changes;
}

type Add = (level: ChangeLevel, zh: string, en: string) => void;

function parameterChanges(before: InterfaceBody, after: InterfaceBody, add: Add): void {
  for (const was of before.parameters) {
    const is = after.parameters.find(({ name }) => name === was.name);
    if (!is) add('major', `去掉参数 ${was.name}`, `Parameter ${was.name} is gone`);
    else if (is.field !== was.field || (is.match ?? 'equal') !== (was.match ?? 'equal'))
      add('major', `参数 ${was.name} 含义改变`, `Parameter ${was.name} means something else`);
    else if (is.required && !was.required)
      add('major', `参数 ${was.name} 变为必填`, `Parameter ${was.name} is required now`);
    else if (!is.required && was.required)
      add('minor', `参数 ${was.name} 变为选填`, `Parameter ${was.name} is optional now`);
  }
  for (const is of after.parameters) {
    if (before.parameters.some(({ name }) => name === is.name)) continue;
    if (is.required) add('major', `新增必填参数 ${is.name}`, `New required parameter ${is.name}`);
    else add('minor', `新增选填参数 ${is.name}`, `New optional parameter ${is.name}`);
  }
}

function fieldChanges(before: InterfaceBody, after: InterfaceBody, add: Add): void {
  for (const was of before.fields) {
    const is = after.fields.find(({ name }) => name === was.name);
    if (!is) add('major', `去掉字段 ${was.name}`, `Field ${was.name} is gone`);
    else if (is.mask !== was.mask) {
      const stronger = is.mask !== undefined && isWeaker(was.mask ?? 'none', is.mask);
      if (stronger) add('major', `字段 ${was.name} 脱敏加强`, `Field ${was.name} is masked more strongly`);
      else add('minor', `字段 ${was.name} 脱敏改变`, `The mask of field ${was.name} changed`);
    }
  }
  for (const { name } of after.fields)
    if (!before.fields.some((was) => was.name === name)) add('minor', `新增字段 ${name}`, `New field ${name}`);
  if (before.clearBasis && !after.clearBasis) add('major', '不再给出原值', 'Values no longer leave in the clear');
  if (!before.clearBasis && after.clearBasis) add('minor', '改为可给出原值', 'Values may leave in the clear');
}

function aggregateChanges(before: InterfaceBody, after: InterfaceBody, add: Add): void {
  const [was, is] = [before.aggregate, after.aggregate];
  if (!was || !is) return;
  for (const [zh, en, old, fresh] of [
    ['维度', 'Dimension', was.dimensions, is.dimensions],
    ['指标', 'Measure', was.measures.map(measureText), is.measures.map(measureText)],
  ] as const) {
    for (const name of old) if (!fresh.includes(name)) add('major', `去掉${zh} ${name}`, `${en} ${name} is gone`);
    for (const name of fresh)
      if (!old.includes(name)) add('minor', `新增${zh} ${name}`, `New ${en.toLowerCase()} ${name}`);
  }
  for (const [name, zh, en, tighterIsLess] of [
    ['minimumGroup', '最小组', 'Minimum group', false],
    ['filtersMax', '最多条件数', 'Filters in one query', true],
    ['queriesMax', '周期内最多查询数', 'Queries in a period', true],
    ['periodDays', '周期天数', 'Days of a period', false],
  ] as const) {
    const [old, fresh] = [was[name], is[name]];
    if (old === fresh) continue;
    const tighter = (fresh ?? 0) < (old ?? 0) === tighterIsLess;
    add(tighter ? 'major' : 'minor', `${zh}改为 ${fresh ?? '默认值'}`, `${en} is now ${fresh ?? 'the default'}`);
  }
  if (was.rounding !== is.rounding) add('major', '取整改变', 'Rounding changed');
}

const measureText = (measure: { id: string; kind: string; field?: string }): string =>
  `${measure.id} (${measure.kind}${measure.field === undefined ? '' : ` ${measure.field}`})`;
const bandsOf = (body: InterfaceBody): unknown => body.score?.bands.map(({ id, from }) => ({ id, from }));
/** Without what JSON drops, so that a stored definition equals the one it was stored from. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
