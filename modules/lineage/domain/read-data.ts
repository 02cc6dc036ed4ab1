import { idOf } from './graph.ts';
import { fieldId, itemId, type Reader } from './reading.ts';

/** Items that a resource's own rules look at. */
export const readResource: Reader<'resources'> = ({ graph }, resource, definition) => {
  for (const rule of resource.rowRules ?? []) {
    const to = graph.name('row-rule', `${resource.id}.${rule.id}`, { zh: rule.rule, en: rule.rule }, resource.title);
    for (const item of rule.items) graph.edge(itemId(resource.id, item), to, 'uses', definition);
  }
};

/** Fields from items; and the item by which each resource's rows find their record, which all its fields need. */
export const readRegistry: Reader<'registries'> = ({ graph }, registry, definition) => {
  const keyField = registry.fields.find((field) => field.name === registry.key);
  const keyItemOf = (resource: string): string =>
    keyField?.from.find((from) => from.resource === resource)?.item ?? registry.key;
  graph.name('registry-field', `${registry.id}.${registry.key}`, registry.title, registry.title);
  for (const field of registry.fields) {
    const to = fieldId(registry.id, field.name);
    for (const { resource, item } of field.from) {
      graph.edge(itemId(resource, item), to, 'value', definition);
      // Without it these rows belong to nobody; another resource may still fill the field.
      if (item !== keyItemOf(resource)) graph.edge(itemId(resource, keyItemOf(resource)), to, 'value', definition);
    }
  }
};

export const readInterface: Reader<'interfaces'> = ({ packs, graph }, one, definition) => {
  // What a level above answers comes from no item here.
  if (one.upstream !== undefined) return;
  const registry = one.registry === undefined ? undefined : packs.find('registries', one.registry)?.value;
  const resource = one.resource === undefined ? undefined : packs.find('resources', one.resource)?.value;
  const from = (field: string): string =>
    one.registry === undefined ? itemId(one.resource ?? '', field) : fieldId(one.registry, field);
  const titleOf = (field: string) =>
    (registry?.fields ?? resource?.items)?.find((known) => known.name === field)?.title ?? { zh: field, en: field };
  const parameters = one.parameters.map((parameter) => {
    const to = graph.name('interface-parameter', `${one.id}.${parameter.name}`, titleOf(parameter.field), one.title);
    graph.edge(from(parameter.field), to, 'uses', definition);
    return { to, required: parameter.required };
  });
  for (const field of one.fields) {
    const to = graph.name('interface-field', `${one.id}.${field.name}`, titleOf(field.name), one.title);
    graph.edge(from(field.name), to, 'value', definition);
    for (const parameter of parameters) if (parameter.required) graph.edge(parameter.to, to, 'uses', definition);
  }
  // A score or a figure tells no value, but is made of them.
  const workedWith = new Set([
    ...(one.score?.rules.map(({ field }) => field) ?? []),
    ...(one.aggregate?.dimensions ?? []),
    ...(one.aggregate?.measures.flatMap(({ field }) => field ?? []) ?? []),
  ]);
  for (const field of workedWith)
    graph.edge(
      from(field),
      graph.name('interface-field', `${one.id}.${field}`, titleOf(field), one.title),
      'uses',
      definition,
    );
};

export const readGrant: Reader<'grants'> = ({ packs, graph }, grant, definition) => {
  const one = packs.find('interfaces', grant.interface)?.value;
  if (one?.upstream !== undefined) return;
  const consumer = packs.find('applications', grant.consumer)?.value.title ?? {
    zh: grant.consumer,
    en: grant.consumer,
  };
  const to = graph.name('grant', `${grant.interface}/${grant.consumer}`, consumer, one?.title ?? consumer);
  // Of a verification there are no fields, only what is asked with.
  for (const field of one?.mode === 'verify' ? [] : grant.fields)
    graph.edge(idOf('interface-field', `${grant.interface}.${field}`), to, 'value', definition);
  for (const parameter of one?.parameters ?? [])
    graph.edge(idOf('interface-parameter', `${grant.interface}.${parameter.name}`), to, 'uses', definition);
};
