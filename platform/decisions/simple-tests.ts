import { FeelDate } from 'feelin';

/** What simple cells can be asked about; anything else goes to the interpreter. */
export type Plain = string | number | boolean | null;

export function isPlain(value: unknown): value is Plain {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Whether a value passes; undefined where the interpreter must be asked: of a list or context, or a comparison of another kind of value. */
export type SimpleTest = (value: unknown) => boolean | undefined;

/** A number or a date. */
const BOUND = String.raw`-?\d{1,15}(?:\.\d{1,15})?|date\(\s*"\d{4}-\d\d-\d\d"\s*\)|@"\d{4}-\d\d-\d\d"`;
/** A literal, a comparison with a number or date, or an interval of them. */
const TEST = new RegExp(
  String.raw`^\s*(?:(?<text>"[^"\\\p{Cc}]*")|(?<word>true|false|null)|(?<sign><=|>=|<|>)?\s*(?<bound>${BOUND})|(?<open>[\[(])\s*(?<low>${BOUND})\s*\.\.\s*(?<high>${BOUND})\s*(?<close>[\])]))\s*(?:,|$)`,
  'u',
);
const NEGATED = /^\s*not\s*\((?<tests>(?:[^()]|date\([^()]*\))*)\)\s*$/;

const MOST = 5_000;
const known = new Map<string, Simple | undefined>();
type Simple = { test: SimpleTest; literals: readonly Plain[] | undefined };

/**
 * The cell of a decision table as a function, where it is one of those nearly all cells are: literals, comparisons with a number or a date
 * and intervals of them, several of them with commas, perhaps in `not(…)`. Undefined for any other. Equal to the interpreter
 * (the tests hold them against each other), which reads such a cell anew for every person.
 */
export function simpleTest(tests: string): SimpleTest | undefined {
  return simple(tests)?.test;
}

/** The values of a cell that is nothing but literals; undefined for any other. */
export function literalsOf(tests: string): readonly Plain[] | undefined {
  return simple(tests)?.literals;
}

function simple(tests: string): Simple | undefined {
  if (known.has(tests)) return known.get(tests);
  const found = read(tests);
  if (known.size >= MOST) known.clear();
  known.set(tests, found);
  return found;
}

function read(tests: string): Simple | undefined {
  const negated = NEGATED.exec(tests)?.groups?.['tests'];
  const any = readList(negated ?? tests);
  if (negated === undefined || any === undefined) return any;
  const { test } = any;
  return {
    test: (value) => {
      const passed = test(value);
      return passed === undefined ? undefined : !passed;
    },
    literals: undefined,
  };
}

function readList(list: string): Simple | undefined {
  const parts: { test: SimpleTest; literal: Plain | undefined }[] = [];
  let rest = list;
  let more = true;
  while (more) {
    const match = TEST.exec(rest);
    const part = match?.groups && readOne(match.groups);
    if (!part) return undefined;
    parts.push(part);
    rest = rest.slice(match[0].length);
    more = match[0].endsWith(',');
  }
  if (rest !== '') return undefined;
  const literals = parts.map((part) => part.literal);
  const [first] = parts;
  if (first && parts.length === 1) {
    return { test: first.test, literals: first.literal === undefined ? undefined : [first.literal] };
  }
  const allLiteral = literals.every((literal) => literal !== undefined);
  const values = new Set<unknown>(literals);
  const test: SimpleTest = allLiteral
    ? (value) => (isPlain(value) ? values.has(value) : undefined)
    : (value) => {
        const answers = parts.map((part) => part.test(value));
        return answers.includes(undefined) ? undefined : answers.includes(true);
      };
  return { test, literals: allLiteral ? literals : undefined };
}

type Groups = Record<string, string | undefined>;

function readOne({ text, word, sign, bound, open, low, high, close }: Groups) {
  if (low !== undefined && high !== undefined) {
    const [from, to] = [boundOf(low), boundOf(high)];
    if (from === undefined || to === undefined || typeof from !== typeof to || from > to) return undefined;
    const [atLow, atHigh] = [open === '[', close === ']'];
    const test: SimpleTest = (value) => {
      const one = comparable(value);
      if (typeof one !== typeof from) return undefined;
      return (atLow ? one! >= from : one! > from) && (atHigh ? one! <= to! : one! < to!);
    };
    return { test, literal: undefined };
  }
  if (bound === undefined) {
    const literal: Plain = text === undefined ? (word === 'null' ? null : word === 'true') : text.slice(1, -1);
    return { test: equalTo(literal), literal };
  }
  const limit = boundOf(bound);
  if (limit === undefined) return undefined;
  if (sign === undefined && typeof limit === 'number') return { test: equalTo(limit), literal: limit };
  const test: SimpleTest = (value) => {
    const one = comparable(value);
    if (typeof one !== typeof limit) return undefined;
    switch (sign) {
      case '<':
        return one! < limit;
      case '<=':
        return one! <= limit;
      case '>':
        return one! > limit;
      case '>=':
        return one! >= limit;
      default:
        return one === limit;
    }
  };
  return { test, literal: undefined };
}

const equalTo =
  (literal: Plain): SimpleTest =>
  (value) =>
    isPlain(value) ? value === literal : undefined;

/** Dates compare as their ISO text with a mark, so that none is taken for a text. */
type Comparable = number | `@${string}`;

function comparable(value: unknown): Comparable | undefined {
  if (typeof value === 'number') return value;
  if (!(value instanceof FeelDate)) return undefined;
  const text = String(value);
  return text.length === 10 ? `@${text}` : undefined;
}

function boundOf(text: string): Comparable | undefined {
  const date = /"([^"]*)"/.exec(text)?.[1];
  if (date === undefined) return Number(text);
  // A day that the calendar does not have is left to the interpreter.
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? `@${date}` : undefined;
}
