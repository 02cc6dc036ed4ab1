/**
 * A resource's decision table (条件共享决策表): the companion file `resources/<id>.dmn`, with which its provider answers requests in advance.
 * The module that answers requests and `npm run pack:check` hold tables to the same names.
 */

/** What a table may ask about, with the types its inputs must be declared with. `fields` is a list of names: for `every … satisfies`. */
export const SHARE_TABLE_INPUTS: Readonly<Record<string, string>> = {
  /** Organisation that asks. */
  applicant: 'string',
  application: 'string',
  /** Id of the purpose. */
  purpose: 'string',
  /** interface, subscription, file, sandbox */
  delivery: 'string',
  fields: 'Any',
  /** 1 to 4 */
  highestGrade: 'number',
  /** Null where nothing was said. */
  callsPerDay: 'number',
  rowsPerDay: 'number',
  /** Days of the calendar from the first to the last day of use. */
  days: 'number',
};

/** What it answers with: agree, refuse, or provider (a person of the provider decides); and the law that this rests on, in both languages. */
export const SHARE_TABLE_OUTPUTS = ['outcome', 'law', 'lawEn'] as const;
export const SHARE_TABLE_OUTCOMES = ['agree', 'refuse', 'provider'] as const;

/** Id of the decision that answers. */
export const SHARE_TABLE_DECISION = 'sharing';

/** Those that come to one answer. */
export const SHARE_TABLE_POLICIES = ['FIRST', 'UNIQUE', 'ANY', 'PRIORITY'] as const;
