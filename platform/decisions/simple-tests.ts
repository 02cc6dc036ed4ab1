/** What simple cells can be asked about; anything else goes to the interpreter. */
export type Plain = string | number | boolean | null;

export function isPlain(value: unknown): value is Plain {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Whether a value passes; undefined where the interpreter must be asked: a comparison of what is no number. */
export type SimpleTest = (value: Plain) => boolean | undefined;

/** A literal, a comparison with a number, or an interval of numbers. */
const TEST =
  /^\s*(?:(?<text>"[^"\\\p{Cc}]*")|(?<word>true|false|null)|(?<sign><=|>=|<|>)?\s*(?<number>-?\d{1,15}(?:\.\d{1,15})?)|(?<open>[[(])\s*(?<low>-?\d{1,15}(?:\.\d{1,15})?)\s*\.\.\s*(?<high>-?\d{1,15}(?:\.\d{1,15})?)\s*(?<close>[\])]))\s*(?:,|$)/u;
const NEGATED = /^\s*not\s*\((?<tests>[^()]*)\)\s*$/;

const MOST = 5_000;
const known = new Map<string, SimpleTest | undefined>();

/**
 * The cell of a decision table as a function, where it is one of those nearly all cells are: literals, comparisons with a number
 * and intervals of numbers, several of them with commas, perhaps in `not(…)`. Undefined for any other. Equal to the interpreter
 * (the tests hold them against each other), which reads such a cell anew for every person.
 */
export function simpleTest(tests: string): SimpleTest | undefined {
  if (known.has(tests)) return known.get(tests);
  const found = read(tests);
  if (known.size >= MOST) known.clear();
  known.set(tests, found);
  return found;
}

function read(tests: string): SimpleTest | undefined {
  const negated = NEGATED.exec(tests)?.groups?.['tests'];
  const any = readList(negated ?? tests);
  if (negated === undefined || any === undefined) return any;
  return (value) => {
    const passed = any(value);
    return passed === undefined ? undefined : !passed;
  };
}

function readList(list: string): SimpleTest | undefined {
  const parts: SimpleTest[] = [];
  let rest = list;
  let more = true;
  while (more) {
    const match = TEST.exec(rest);
    if (!match?.groups) return undefined;
    parts.push(readOne(match.groups));
    rest = rest.slice(match[0].length);
    more = match[0].endsWith(',');
  }
  if (rest !== '') return undefined;
  return (value) => {
    const answers = parts.map((part) => part(value));
    return answers.includes(undefined) ? undefined : answers.includes(true);
  };
}

function readOne({ text, word, sign, number, open, low, high, close }: Record<string, string | undefined>): SimpleTest {
  if (low !== undefined && high !== undefined) {
    const [from, to] = [Number(low), Number(high)];
    return (value) =>
      typeof value === 'number'
        ? (open === '[' ? value >= from : value > from) && (close === ']' ? value <= to : value < to)
        : undefined;
  }
  if (number === undefined) {
    const wanted: Plain = text === undefined ? (word === 'null' ? null : word === 'true') : text.slice(1, -1);
    return (value) => value === wanted;
  }
  const bound = Number(number);
  if (sign === undefined) return (value) => value === bound;
  return (value) => {
    if (typeof value !== 'number') return undefined;
    switch (sign) {
      case '<':
        return value < bound;
      case '<=':
        return value <= bound;
      case '>':
        return value > bound;
      default:
        return value >= bound;
    }
  };
}
