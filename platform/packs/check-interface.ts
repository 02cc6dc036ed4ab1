import type { NameCheck, Sound } from './check-names.ts';

const FIELD = { zh: '字段', en: 'field' };

type One = Sound<'interfaces'>;

/** Rules of data interfaces and the grants for them. What hangs on the grade of an item is judged again where the interface is put to use. */
export function checkInterface(check: NameCheck, one: One): void {
  const { mode, fields, parameters, score, aggregate } = one.value;
  const grounds = [one.value.registry, one.value.resource, one.value.upstream].filter((ground) => ground !== undefined);
  if (grounds.length !== 1)
    return check.complain(
      one,
      [],
      'one-of',
      'registry、resource、upstream 须写且只能写一个',
      'Give exactly one of registry, resource and upstream',
    );
  const names = fieldsOf(check, one);
  const known = (path: (string | number)[], name: string): void => {
    if (names) check.expect(one, path, name, names, FIELD);
  };
  fields.forEach(({ name }, index) => known(['fields', index, 'name'], name));
  parameters.forEach(({ field }, index) => known(['parameters', index, 'field'], field));
  score?.rules.forEach(({ field }, index) => known(['score', 'rules', index, 'field'], field));
  aggregate?.dimensions.forEach((name, index) => known(['aggregate', 'dimensions', index], name));
  aggregate?.measures.forEach(({ field }, index) => {
    if (field !== undefined) known(['aggregate', 'measures', index, 'field'], field);
  });
  if (mode === 'rows' && fields.length === 0)
    check.complain(one, ['fields'], 'required', 'rows 接口至少要有一个字段', 'An interface of mode rows needs a field');
  if (mode === 'verify' && fields.length > 0)
    check.complain(
      one,
      ['fields'],
      'not-allowed',
      'verify 接口只答是否，不能有字段',
      'An interface of mode verify answers yes or no: it has no fields',
    );
  if ((mode === 'score' || mode === 'aggregate') && fields.length > 0)
    check.complain(
      one,
      ['fields'],
      'not-allowed',
      `${mode} 接口不给出字段`,
      `An interface of mode ${mode} has no fields`,
    );
  if (mode !== 'aggregate' && !parameters.some(({ required }) => required))
    check.complain(one, ['parameters'], 'required', '至少一个必填参数', 'One parameter must be required');
  for (const [name, wanted] of [
    ['score', mode === 'score'],
    ['aggregate', mode === 'aggregate'],
  ] as const) {
    if ((one.value[name] !== undefined) === wanted) continue;
    check.complain(one, [], 'required', `${name} 与 mode: ${name} 要同时出现`, `${name} and mode: ${name} go together`);
  }
}

export function checkGrant(check: NameCheck, grant: Sound<'grants'>): void {
  const granted = check.find('interfaces', grant.value.interface);
  if (!granted) return;
  const { mode, fields } = granted.value;
  const names = mode === 'rows' ? fields.map((field) => field.name) : (fieldsOf(check, granted) ?? []);
  for (const [index, name] of grant.value.fields.entries()) check.expect(grant, ['fields', index], name, names, FIELD);
  if (mode === 'rows' && grant.value.fields.length === 0) {
    check.complain(grant, ['fields'], 'required', '至少授权一个字段', 'Grant at least one field');
  }
}

/** The fields that an interface may work with; undefined where they are not known here (a service of the level above). */
function fieldsOf(check: NameCheck, { value: { registry, resource } }: One): string[] | undefined {
  if (registry !== undefined) return check.find('registries', registry)?.value.fields.map(({ name }) => name);
  if (resource !== undefined) return check.find('resources', resource)?.value.items.map(({ name }) => name);
  return undefined;
}
