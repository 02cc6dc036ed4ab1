import type { Matter } from '../contract/index.ts';

/** How a department's list stands (domain facts 1, Metrics); computed from the matters in use, never typed in. */
export type ListFigures = {
  total: number;
  onlineAble: number;
  /** All on line: depth IV. */
  allOnline: number;
  zeroVisit: number;
  atMostOneVisit: number;
  instant: number;
  /** 一证通办: of a person nothing is asked for but who they are; data or licences stand for every paper that must be there. */
  idOnly: number;
  /** Working days (or days of the calendar) by law and promised, of those matters that state both in one unit. */
  statutoryDays: number;
  promisedDays: number;
  /** Matters left out of the days because their units differ. */
  unitsDiffer: number;
};

export const LIST_FIGURES = [
  'online-able',
  'all-online',
  'zero-visit',
  'at-most-one-visit',
  'instant',
  'id-only',
] as const;
export type ListFigure = (typeof LIST_FIGURES)[number];

/** What is handled on line at all; a matter that says nothing of its handling is not counted. */
export const onlineAble = ({ handling }: Matter): boolean => handling?.forms.includes('online') ?? false;

/** Whether a matter counts for a figure. */
export function counts(figure: ListFigure, matter: Matter): boolean {
  switch (figure) {
    case 'online-able':
      return onlineAble(matter);
    case 'all-online':
      return matter.handling?.depth === 'IV';
    case 'zero-visit':
      return matter.visits.count === 0;
    case 'at-most-one-visit':
      return matter.visits.count <= 1;
    case 'instant':
      return matter.projectType === 'instant';
    case 'id-only':
      return (
        matter.serviceObject.includes('natural-person') &&
        matter.materials.every(({ necessity, avoided }) => necessity !== 'required' || avoided)
      );
  }
}

export function figuresOf(matters: readonly Matter[]): ListFigures {
  const of = (figure: ListFigure): number => matters.filter((matter) => counts(figure, matter)).length;
  const timed = matters.filter(sameUnit);
  return {
    total: matters.length,
    onlineAble: of('online-able'),
    allOnline: of('all-online'),
    zeroVisit: of('zero-visit'),
    atMostOneVisit: of('at-most-one-visit'),
    instant: of('instant'),
    idOnly: of('id-only'),
    statutoryDays: timed.reduce((sum, { limits }) => sum + limits.statutory.days, 0),
    promisedDays: timed.reduce((sum, { limits }) => sum + limits.promise.days, 0),
    unitsDiffer: matters.length - timed.length,
  };
}

/** 承诺时间压缩比: (Σ statutory − Σ promised) / Σ statutory; undefined where the law sets no days. */
export function compression({
  statutoryDays,
  promisedDays,
}: Pick<ListFigures, 'statutoryDays' | 'promisedDays'>): number | undefined {
  return statutoryDays === 0 ? undefined : (statutoryDays - promisedDays) / statutoryDays;
}

export const sameUnit = ({ limits }: Matter): boolean => limits.promise.unit === limits.statutory.unit;
