import type { FigureKind, GrantField, Query, UsableGrant } from '../../api/deliveries.ts';
import { complete, type Choosable, type Drafted } from '../deliveries/filter-rows.tsx';

type At = { of: 'a' | 'b'; field: string };
export type DraftGroup = At & { id: number; by?: 'year' | 'month' };
export type DraftFigure = { id: number; kind: FigureKind; at?: At };

/** A query as it is being put together. */
export type Draft = {
  grant: string;
  join: { grant: string; pair: string; kind: 'both' | 'first' } | undefined;
  filters: Drafted[];
  mode: 'rows' | 'groups';
  fields: string[];
  groups: DraftGroup[];
  figures: DraftFigure[];
  limit: number;
};

export const NEW_DRAFT: Draft = {
  grant: '',
  join: undefined,
  filters: [],
  mode: 'groups',
  fields: [],
  groups: [],
  figures: [{ id: 0, kind: 'count' }],
  limit: 1_000,
};

export const placeOf = ({ of, field }: At): string => `${of} ${field}`;
export const atOf = (place: string): At => {
  const [of = 'a', field = ''] = place.split(' ');
  return { of: of === 'b' ? 'b' : 'a', field };
};

/** Fields of both sets of data, each with the place it stands at. */
export function choosable(
  main: UsableGrant | undefined,
  joined: UsableGrant | undefined,
  label: (field: GrantField, of: 'a' | 'b') => string,
): Choosable[] {
  const side = (grant: UsableGrant | undefined, of: 'a' | 'b') =>
    (grant?.fields ?? []).map((field) => ({ ...field, of, label: label(field, of) }));
  return [...side(main, 'a'), ...side(joined, 'b')];
}

const DATES = new Set(['date', 'timestamp']);
const NUMBERS = new Set(['integer', 'number']);
export const isDate = ({ type }: Pick<GrantField, 'type'>): boolean => DATES.has(type);

/** Fields that groups may be made by: none that points at a person. */
export const groupable = (fields: readonly Choosable[]): Choosable[] =>
  fields.filter(({ identifying }) => !identifying);

/** Fields that a figure can be made of. */
export function countable(kind: FigureKind, fields: readonly Choosable[]): Choosable[] {
  if (kind === 'count') return [];
  if (kind === 'count-distinct') return [...fields];
  if (kind === 'sum' || kind === 'average') return fields.filter(({ type }) => NUMBERS.has(type));
  return fields.filter((field) => !field.personal && (NUMBERS.has(field.type) || isDate(field)));
}

/** The query to send; undefined while something it needs is missing. */
export function queryOf(draft: Draft): Query | undefined {
  const [left, right] = draft.join?.pair.split(' ') ?? [];
  const figures = draft.figures.filter(({ kind, at }) => kind === 'count' || at !== undefined);
  if (draft.grant === '' || (draft.join && (!left || !right))) return undefined;
  if (draft.mode === 'rows' ? draft.fields.length === 0 : figures.length === 0) return undefined;
  return {
    grant: draft.grant,
    ...(draft.join && left && right ? { join: { grant: draft.join.grant, left, right, kind: draft.join.kind } } : {}),
    filters: complete(draft.filters).map(({ of = 'a', field, operator, values }) => ({ of, field, operator, values })),
    mode: draft.mode,
    fields: draft.mode === 'rows' ? draft.fields.map(atOf) : [],
    groups:
      draft.mode === 'groups' ? draft.groups.map(({ of, field, by }) => ({ of, field, ...(by ? { by } : {}) })) : [],
    figures: draft.mode === 'groups' ? figures.map(({ kind, at }) => ({ kind, ...at })) : [],
    limit: draft.limit,
  };
}
