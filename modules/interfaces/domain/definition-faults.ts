import { isPlainDate, type FieldFault } from '@platform/kernel';
import {
  groundOf,
  isWeaker,
  RESERVED_PARAMETERS,
  type Ground,
  type GroundField,
  type InterfaceBody,
} from './definition.ts';

const RANGED: readonly string[] = ['date', 'integer', 'number', 'timestamp'];
const SUMMED: readonly string[] = ['integer', 'number'];
/** Fields whose values tell one person from another: grouping by them would be listing people. */
const IDENTIFYING: readonly string[] = ['citizen-id', 'credit-code'];

/** What keeps a definition from being published, by JSON Pointer; `ground` is absent when what it stands on is not there. */
export function definitionFaults(body: InterfaceBody, ground: Ground | undefined): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (path: string, code: string, zh: string, en: string): void =>
    void faults.push({ path, code, message: { zh, en } });
  if (!groundOf(body)) {
    fault(
      '/resource',
      'one-of',
      '资源、基础库、上级服务三者选一',
      'Name one of resource, registry and upstream service',
    );
    return faults;
  }
  if (!ground) {
    fault('/resource', 'unknown', '数据来源不存在或未发布', 'What it stands on does not exist or is not published');
    return faults;
  }
  const known = (path: string, name: string): GroundField | undefined => {
    const field = ground.fields.get(name);
    if (!field) fault(path, 'unknown', `没有信息项 ${name}`, `There is no item ${name}`);
    return field;
  };
  const names = new Set<string>();
  body.parameters.forEach(({ name, field, match = 'equal' }, index) => {
    const path = `/parameters/${index}`;
    if (names.has(name)) fault(`${path}/name`, 'twice', `参数 ${name} 重复`, `Parameter ${name} is given twice`);
    if (RESERVED_PARAMETERS.includes(name))
      fault(`${path}/name`, 'reserved', `${name} 是保留参数名`, `${name} is reserved`);
    names.add(name);
    const found = known(`${path}/field`, field);
    if (found && match !== 'equal' && !RANGED.includes(found.type))
      fault(`${path}/match`, 'type', '只有日期和数字可以按范围查询', 'Only dates and numbers have ranges');
  });
  if (body.mode !== 'aggregate' && !body.parameters.some(({ required }) => required))
    fault(
      '/parameters',
      'required',
      '至少一个必填参数，不能整表取走',
      'One parameter must be required: a table is never taken whole',
    );
  if (ground.kind === 'registry' && body.mode !== 'aggregate') {
    const key = body.parameters.some(
      ({ field, required, match = 'equal' }) => field === ground.key[0] && required && match === 'equal',
    );
    if (!key)
      fault(
        '/parameters',
        'key',
        `基础库按主键 ${ground.key[0]} 查询，须为必填参数`,
        `A registry is asked by its key ${ground.key[0]}, which must be required`,
      );
  }
  if (
    ground.kind === 'upstream' &&
    (body.mode === 'aggregate' || body.parameters.some(({ match = 'equal' }) => match !== 'equal'))
  )
    fault(
      '/mode',
      'upstream',
      '上级服务只能核验、查询或评分，参数只能相等',
      'A service above is only asked for rows, verification or scores, by equal values',
    );
  checkFields(body, ground, fault, known);
  checkScore(body, fault, known, names);
  checkAggregate(body, ground, fault, known);
  return faults;
}

type Fault = (path: string, code: string, zh: string, en: string) => void;
type Known = (path: string, name: string) => GroundField | undefined;

function checkFields(body: InterfaceBody, ground: Ground, fault: Fault, known: Known): void {
  if (body.mode === 'rows' && body.fields.length === 0)
    fault('/fields', 'required', '至少给出一个字段', 'Give one field at least');
  if (body.mode !== 'rows' && body.fields.length > 0)
    fault('/fields', 'not-allowed', '只有查询模式给出字段', 'Only mode rows has fields');
  const seen = new Set<string>();
  body.fields.forEach(({ name, mask }, index) => {
    const path = `/fields/${index}`;
    if (seen.has(name)) fault(`${path}/name`, 'twice', `字段 ${name} 重复`, `Field ${name} is given twice`);
    seen.add(name);
    const field = known(`${path}/name`, name);
    if (!field || mask === undefined || body.clearBasis) return;
    if (isWeaker(mask, field.mask))
      fault(
        `${path}/mask`,
        'too-weak',
        `第 ${field.grade} 级信息项须按“${field.mask}”脱敏；确需原值的，写明依据 clearBasis`,
        `An item of grade ${field.grade} is masked as "${field.mask}"; where clear values are needed, state clearBasis`,
      );
  });
  if (body.limits.rowsMax > 1 && ground.key.length === 0 && body.mode === 'rows' && ground.kind !== 'upstream')
    fault('/limits/rowsMax', 'no-key', '没有主键的数据只能每次一行', 'Data without a key can give one row only');
}

function checkScore(body: InterfaceBody, fault: Fault, known: Known, parameters: ReadonlySet<string>): void {
  if ((body.mode === 'score') !== (body.score !== undefined))
    return fault(
      '/score',
      'required',
      '评分模式须写明评分规则（其他模式不写）',
      'Mode score needs its rules, and only it',
    );
  body.score?.rules.forEach((rule, index) => {
    const path = `/score/rules/${index}`;
    const field = known(`${path}/field`, rule.field);
    const conditions = [rule.equals, rule.matches, rule.from ?? rule.to, rule.ageFrom ?? rule.ageTo];
    if (conditions.filter((one) => one !== undefined).length !== 1)
      fault(path, 'one-of', '每条规则恰有一种条件', 'A rule has exactly one kind of condition');
    if (rule.matches !== undefined && !parameters.has(rule.matches))
      fault(`${path}/matches`, 'unknown', `没有参数 ${rule.matches}`, `There is no parameter ${rule.matches}`);
    if (!field) return;
    if ((rule.ageFrom ?? rule.ageTo) !== undefined && field.type !== 'date')
      fault(path, 'type', '按年龄评分的须是日期', 'An age needs a date');
    for (const end of [rule.from, rule.to])
      if (end !== undefined && !isBound(end, field.type))
        fault(path, 'type', '范围须是与信息项同类的日期或数字', 'A range has dates or numbers as the item has');
  });
  const froms = body.score?.bands.map(({ from }) => from) ?? [];
  if (new Set(froms).size < froms.length)
    fault('/score/bands', 'twice', '档次起点重复', 'Two bands begin at the same score');
}

const isBound = (text: string, type: string): boolean =>
  type === 'date' ? isPlainDate(text) : SUMMED.includes(type) && /^-?\d+(\.\d+)?$/.test(text);

function checkAggregate(body: InterfaceBody, ground: Ground, fault: Fault, known: Known): void {
  if ((body.mode === 'aggregate') !== (body.aggregate !== undefined))
    return fault(
      '/aggregate',
      'required',
      '统计模式须写明维度和指标（其他模式不写）',
      'Mode aggregate needs dimensions and measures, and only it',
    );
  if (!body.aggregate) return;
  const tells = (path: string, name: string): void => {
    const field = known(path, name);
    if (
      field &&
      (IDENTIFYING.includes(field.type) ||
        ground.subjects.includes(name) ||
        (ground.key.length === 1 && ground.key[0] === name))
    )
      fault(
        path,
        'identifying',
        `${name} 能认出个人或单位，不能作统计条件`,
        `${name} tells one person or firm from another`,
      );
  };
  body.aggregate.dimensions.forEach((name, index) => tells(`/aggregate/dimensions/${index}`, name));
  body.parameters.forEach(({ field }, index) => tells(`/parameters/${index}/field`, field));
  body.aggregate.measures.forEach(({ kind, field }, index) => {
    const path = `/aggregate/measures/${index}/field`;
    if ((kind === 'count') !== (field === undefined))
      return fault(
        path,
        'required',
        '计数不写信息项，求和与平均须写',
        'A count has no item; a sum or average needs one',
      );
    const found = field === undefined ? undefined : known(path, field);
    if (found && !SUMMED.includes(found.type))
      fault(path, 'type', '只有数字可以求和或平均', 'Only numbers are summed or averaged');
  });
  if (new Set(body.aggregate.measures.map(({ id }) => id)).size < body.aggregate.measures.length)
    fault('/aggregate/measures', 'twice', '指标编号重复', 'Two measures have the same id');
}
