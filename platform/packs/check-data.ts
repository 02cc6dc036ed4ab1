import { checkGrant, checkInterface } from './check-interface.ts';
import type { NameCheck, Sound } from './check-names.ts';
import { withHint } from './faults.ts';

const ITEM = { zh: '信息项', en: 'item' };
const FIELD = { zh: '字段', en: 'field' };

/** Rules between places, resources, sources, registries, interfaces and grants. */
export function checkData(check: NameCheck): void {
  for (const kind of ['divisions', 'organisations'] as const) checkTree(check, kind);
  for (const account of check.all('accounts')) checkAccount(check, account);
  for (const standard of check.all('standards')) {
    const names = standard.value.codes.flatMap((entry) => [
      entry.code,
      ...(entry.aliases ?? []).filter((alias) => alias !== entry.code),
    ]);
    checkUnique(check, standard, names, (index) =>
      index < standard.value.codes.length ? ['codes', index] : ['codes'],
    );
  }
  for (const resource of check.all('resources')) checkResource(check, resource);
  checkShareTables(check);
  for (const source of check.all('sources')) checkSource(check, source);
  for (const registry of check.all('registries')) checkRegistry(check, registry);
  for (const one of check.all('interfaces')) checkInterface(check, one);
  for (const grant of check.all('grants')) checkGrant(check, grant);
  for (const sample of check.all('sample')) checkSample(check, sample);
}

function checkTree(check: NameCheck, kind: 'divisions' | 'organisations'): void {
  for (const definition of check.all(kind)) {
    const seen = new Set([definition.id]);
    for (let parent = definition.value.parent; parent !== undefined; ) {
      if (seen.has(parent)) {
        check.complain(
          definition,
          ['parent'],
          'circle',
          `上级关系成环：“${parent}”`,
          `"${parent}" stands above itself`,
        );
        break;
      }
      seen.add(parent);
      parent = check.find(kind, parent)?.value.parent;
    }
  }
}

function checkAccount(check: NameCheck, account: Sound<'accounts'>): void {
  const { kind, organisation, person } = account.value;
  if (kind === 'staff' && organisation === undefined) {
    check.complain(account, [], 'required', '工作人员账号需要 organisation', 'A staff account needs an organisation');
  }
  if (kind === 'person' && person === undefined) {
    check.complain(account, [], 'required', '个人账号需要 person.sampleKey', 'A person account needs person.sampleKey');
  }
  if (kind === 'staff' && account.value.firms !== undefined)
    check.complain(account, ['firms'], 'staff', '企业授权只给个人账号', 'Only persons’ accounts act for firms');
  for (const [index, firm] of (account.value.firms ?? []).entries())
    if (firm.as === 'agent' && (firm.scope ?? []).length === 0)
      check.complain(account, ['firms', index, 'scope'], 'required', '经办人需要 scope', 'An agent needs a scope');
  if (person) {
    const keys = check
      .all('sample')
      .flatMap((sample) => sample.value.people?.guaranteed?.map((one) => one.sampleKey) ?? []);
    check.expect(account, ['person', 'sampleKey'], person.sampleKey, keys, {
      zh: '样本人员',
      en: 'guaranteed sample person',
    });
  }
}

function checkUnique(
  check: NameCheck,
  definition: Sound<'standards' | 'resources' | 'registries'>,
  names: readonly string[],
  place: (index: number) => (string | number)[],
): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index)
      check.complain(definition, place(index), 'twice', `“${name}”重复`, `"${name}" is given twice`);
  }
}

function checkResource(check: NameCheck, resource: Sound<'resources'>): void {
  const { items, key, rowRules = [], shareType, shareCondition, shareBasis } = resource.value;
  const names = items.map((item) => item.name);
  checkUnique(check, resource, names, (index) => ['items', index, 'name']);
  for (const [index, name] of key.entries()) check.expect(resource, ['key', index], name, names, ITEM);
  for (const [index, item] of items.entries()) {
    if (item.type === 'code' && item.codeTable === undefined) {
      check.complain(
        resource,
        ['items', index],
        'required',
        'code 类型需要 codeTable',
        'An item of type code needs a codeTable',
      );
    }
  }
  for (const [index, rule] of rowRules.entries()) {
    for (const [place, name] of rule.items.entries())
      check.expect(resource, ['rowRules', index, 'items', place], name, names, ITEM);
  }
  if (shareType === 'conditional' && !shareCondition) {
    check.complain(
      resource,
      ['shareType'],
      'required',
      '有条件共享须写明 shareCondition',
      'Conditional sharing needs a shareCondition',
    );
  }
  if (shareType === 'none' && !shareBasis) {
    check.complain(
      resource,
      ['shareType'],
      'required',
      '不予共享须写明法律依据 shareBasis',
      'Not sharing needs its legal ground, shareBasis',
    );
  }
}

/** A decision table beside resources belongs to the one it is named after; whether it is sound, `npm run pack:check` says. */
function checkShareTables(check: NameCheck): void {
  const resources = check.all('resources');
  const [first] = resources;
  for (const path of check.texts.keys()) {
    const [, folder = '', stem = ''] = /^([^/]+\/resources)\/([^/]+)\.dmn$/.exec(path) ?? [];
    if (first === undefined || stem === '') continue;
    if (resources.some((one) => one.folder === folder && one.id === stem)) continue;
    const beside = resources.filter((one) => one.folder === folder).map((one) => one.id);
    const message = withHint(
      {
        zh: `“${stem}.dmn”旁边没有同名的资源，决策表须与资源同名`,
        en: `There is no resource "${stem}" beside this file: a decision table is named after its resource`,
      },
      stem,
      beside,
    );
    const file = first.source.file.slice(0, first.source.file.length - first.path.length) + path;
    check.complainAt({ file, line: 1, column: 1, code: 'unknown-name', message });
  }
}

function checkSource(check: NameCheck, source: Sound<'sources'>): void {
  const resource = check.find('resources', source.value.resource);
  const { mapping, schedule } = source.value;
  if (schedule && (schedule.everyMinutes === undefined) === (schedule.cron === undefined)) {
    check.complain(
      source,
      ['schedule'],
      'one-of',
      'everyMinutes 和 cron 只能写一个',
      'Give either everyMinutes or cron',
    );
  }
  if (source.value.connector === 'postgres') {
    const { mode, cursorColumn, connection } = source.value;
    if ((mode === 'cursor') !== (cursorColumn !== undefined)) {
      check.complain(
        source,
        cursorColumn === undefined ? ['mode'] : ['cursorColumn'],
        'required',
        'cursorColumn 与 mode: cursor 要同时出现',
        'cursorColumn and mode: cursor go together',
      );
    }
    if (mode === 'snapshot' && connection !== undefined) {
      check.complain(
        source,
        ['connection'],
        'not-used',
        'connection 只用于 mode: capture 或 cursor',
        'connection is for mode: capture or cursor only',
      );
    }
  }
  for (const [index, map] of mapping.entries()) {
    for (const [place, transform] of (map.transform ?? []).entries()) {
      const table = transform.startsWith('code:') ? transform.slice(5) : undefined;
      const tables = check.all('standards').map((one) => one.id);
      if (table)
        check.expect(source, ['mapping', index, 'transform', place], table, tables, { zh: '代码表', en: 'code table' });
    }
    if (mapping.findIndex((other) => other.item === map.item) < index) {
      check.complain(
        source,
        ['mapping', index, 'item'],
        'twice',
        `信息项“${map.item}”映射了两次`,
        `Item "${map.item}" is mapped twice`,
      );
    }
    if (resource)
      check.expect(
        source,
        ['mapping', index, 'item'],
        map.item,
        resource.value.items.map((item) => item.name),
        ITEM,
      );
  }
  for (const item of resource?.value.items ?? []) {
    if (!item.required || mapping.some((map) => map.item === item.name)) continue;
    check.complain(
      source,
      ['mapping'],
      'required',
      `必填的信息项“${item.name}”没有映射`,
      `Required item "${item.name}" is not mapped`,
    );
  }
}

function checkRegistry(check: NameCheck, registry: Sound<'registries'>): void {
  const { fields, key, watch } = registry.value;
  const names = fields.map((field) => field.name);
  checkUnique(check, registry, names, (index) => ['fields', index, 'name']);
  check.expect(registry, ['key'], key, names, FIELD);
  for (const [index, name] of watch.entries()) check.expect(registry, ['watch', index], name, names, FIELD);
  const keyed = new Set(fields.find((field) => field.name === key)?.from.map((from) => from.resource) ?? []);
  for (const [index, field] of fields.entries()) {
    if (field.type === 'code' && field.codeTable === undefined) {
      check.complain(
        registry,
        ['fields', index],
        'required',
        'code 类型需要 codeTable',
        'A field of type code needs a codeTable',
      );
    }
    for (const [place, from] of field.from.entries()) {
      const path = ['fields', index, 'from', place];
      if (!keyed.has(from.resource)) {
        const zh = `主键字段“${key}”没有取自“${from.resource}”，无法对上同一记录`;
        check.complain(
          registry,
          [...path, 'resource'],
          'no-key',
          zh,
          `Key field "${key}" is not taken from "${from.resource}", so its rows belong to nobody`,
        );
      }
      const resource = check.find('resources', from.resource);
      if (!resource) continue;
      if (
        !check.expect(
          registry,
          [...path, 'item'],
          from.item,
          resource.value.items.map((item) => item.name),
          ITEM,
        )
      )
        continue;
      const item = resource.value.items.find((one) => one.name === from.item);
      if (item && item.type !== field.type) {
        const zh = `类型不一致：字段为 ${field.type}，信息项为 ${item.type}`;
        check.complain(
          registry,
          [...path, 'item'],
          'type-differs',
          zh,
          `The field is ${field.type}, the item ${item.type}`,
        );
      }
    }
  }
}

function checkSample(check: NameCheck, sample: Sound<'sample'>): void {
  for (const [index, table] of sample.value.tables.entries()) {
    const source = check.find('sources', table.source);
    const columns = table.columns.map((column) => column.column);
    for (const map of source?.value.mapping ?? []) {
      if (columns.includes(map.column)) continue;
      check.complain(
        sample,
        ['tables', index, 'columns'],
        'required',
        `来源需要的列“${map.column}”没有生成`,
        `Column "${map.column}", which the source maps, is not generated`,
      );
    }
    const word = { zh: '列', en: 'column' };
    if (table.target.kind === 'table') {
      for (const [place, column] of (table.target.key ?? []).entries())
        check.expect(sample, ['tables', index, 'target', 'key', place], column, columns, word);
    }
    if (table.activity) {
      const path = ['tables', index, 'activity'];
      if (table.target.kind !== 'table')
        check.complain(
          sample,
          path,
          'not-used',
          'activity 只用于数据库表',
          'activity is for tables of a database only',
        );
      check.expect(sample, [...path, 'column'], table.activity.column, columns, word);
      if (table.activity.stamp !== undefined)
        check.expect(sample, [...path, 'stamp'], table.activity.stamp, columns, word);
    }
    for (const [place, dirt] of (table.dirt ?? []).entries()) {
      const path = ['tables', index, 'dirt', place];
      if ((dirt.rate === undefined) === (dirt.count === undefined)) {
        check.complain(sample, path, 'one-of', 'rate 和 count 只能写一个', 'Give either rate or count');
      }
      if (dirt.column !== undefined) check.expect(sample, [...path, 'column'], dirt.column, columns, word);
    }
  }
}
