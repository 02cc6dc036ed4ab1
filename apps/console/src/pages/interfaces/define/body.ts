import type { GroundKind, GroundWithFields, InterfaceBody, Measure, Mode } from '../../../api/interfaces.ts';

export const MODES: readonly Mode[] = ['rows', 'verify', 'score', 'aggregate'];
export const RANGED: readonly string[] = ['date', 'integer', 'number', 'timestamp'];
export const SUMMED: readonly string[] = ['integer', 'number'];
const IDENTIFYING: readonly string[] = ['citizen-id', 'credit-code'];

/** A section of the form: what is defined so far, what it stands on, and how it is changed. */
export type Part = {
  body: InterfaceBody;
  ground: GroundWithFields;
  onChange: (change: Partial<InterfaceBody>) => void;
};

/** `citizen_id` as a parameter is called: `citizenId`. */
export const parameterName = (field: string): string =>
  field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What an interface stands on, as one word. */
export function groundName(
  one: { kind: GroundKind; id: string } | Pick<InterfaceBody, 'registry' | 'resource' | 'upstream'>,
): string {
  if ('kind' in one) return `${one.kind} ${one.id}`;
  for (const kind of ['registry', 'resource', 'upstream'] as const) if (one[kind]) return `${kind} ${one[kind]}`;
  return '';
}

const EMPTY: InterfaceBody = {
  id: '',
  title: { zh: '', en: '' },
  mode: 'rows',
  parameters: [],
  fields: [],
  limits: { perMinute: 600, rowsMax: 1 },
};

/** A definition to begin with. */
export const bodyOver = (ground: GroundWithFields | undefined): InterfaceBody =>
  ground ? withGround(EMPTY, ground, true) : EMPTY;

/** The definition over other data: what named fields of the old ones is begun anew. */
export function withGround(body: InterfaceBody, ground: GroundWithFields, fresh: boolean): InterfaceBody {
  const { registry: _registry, resource: _resource, upstream: _upstream, ...rest } = body;
  return withMode({ ...rest, [ground.kind]: ground.id }, body.mode, ground, fresh);
}

/** What is counted to begin with. */
const countOf = (ground: GroundWithFields): Measure => ({ id: 'count', title: ground.title, kind: 'count' });

/** The definition in another mode, with what every interface of that mode has. */
export function withMode(before: InterfaceBody, mode: Mode, ground: GroundWithFields, fresh: boolean): InterfaceBody {
  const { score: _score, aggregate: _aggregate, clearBasis: _basis, ...rest } = before;
  const key = findingField(ground);
  const body: InterfaceBody = {
    ...rest,
    mode,
    fields: [],
    parameters:
      mode === 'aggregate' || key === undefined ? [] : [{ name: parameterName(key), field: key, required: true }],
    limits: { ...before.limits, rowsMax: mode === 'aggregate' ? 1000 : 1 },
    ...(fresh ? { id: `${ground.id}-${mode}`.slice(0, 64), title: ground.title } : {}),
  };
  if (mode === 'score') return { ...body, score: { base: 0, rules: [], bands: [] } };
  if (mode === 'aggregate')
    return { ...body, aggregate: { dimensions: [], measures: [countOf(ground)], minimumGroup: 10 } };
  return body;
}

/** What records are usually found by: whoever they are about, else the first item. */
function findingField({ fields }: GroundWithFields): string | undefined {
  return (fields.find(({ type }) => IDENTIFYING.includes(type)) ?? fields[0])?.name;
}

/** Fields that do not identify anyone by themselves: what figures may be grouped and filtered by. */
export const groupable = ({ fields }: GroundWithFields): GroundWithFields['fields'] =>
  fields.filter(({ type }) => !IDENTIFYING.includes(type));
