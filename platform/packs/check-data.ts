import type { NameCheck, Sound } from './check-names.ts';

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

function checkInterface(check: NameCheck, one: Sound<'interfaces'>): void {
  const { registry: id, mode, fields, parameters } = one.value;
  const names = check.find('registries', id)?.value.fields.map((field) => field.name);
  if (names) {
    for (const [index, field] of fields.entries())
      check.expect(one, ['fields', index, 'name'], field.name, names, FIELD);
    for (const [index, parameter] of parameters.entries())
      check.expect(one, ['parameters', index, 'field'], parameter.field, names, FIELD);
  }
  if (mode === 'rows' && fields.length === 0) {
    check.complain(one, ['fields'], 'required', 'rows 接口至少要有一个字段', 'An interface of mode rows needs a field');
  }
  if (mode === 'verify' && fields.length > 0) {
    check.complain(
      one,
      ['fields'],
      'not-allowed',
      'verify 接口只答是否，不能有字段',
      'An interface of mode verify answers yes or no: it has no fields',
    );
  }
}

function checkGrant(check: NameCheck, grant: Sound<'grants'>): void {
  const granted = check.find('interfaces', grant.value.interface);
  if (!granted) return;
  const names = granted.value.fields.map((field) => field.name);
  for (const [index, name] of grant.value.fields.entries()) check.expect(grant, ['fields', index], name, names, FIELD);
  if (granted.value.mode === 'rows' && grant.value.fields.length === 0) {
    check.complain(grant, ['fields'], 'required', '至少授权一个字段', 'Grant at least one field');
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
