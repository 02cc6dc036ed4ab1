/** What a bench gets: its own words of the command line, and a place to say how far it is. */
export type BenchContext = {
  /** `--name value` and `--name` (then `true`) of the command line. */
  options: Readonly<Record<string, string | true>>;
  /** A line of progress. */
  say(line: string): void;
};

/** The figures of a bench, as they go into its JSON. Plain values, or lists and objects of them. */
export type Figures = Record<string, unknown>;

/** A file of `benches/` exports one of these as `bench`; its name is the file's. It ends within its minutes and throws when what it counted is not right. */
export type Bench = {
  /** One sentence: what is done, and what is not. */
  readonly what: string;
  /** What the main figure counts. */
  readonly unit: string;
  /** It is stopped after so many; 10 unless told. */
  readonly minutes?: number;
  run(context: BenchContext): Promise<Figures>;
};

/** A whole number among the options. @throws when it is anything else */
export function wholeOption(options: BenchContext['options'], name: string, otherwise: number): number {
  const text = options[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text === true || !Number.isInteger(value) || value < 1)
    throw new Error(`--${name} should be a whole number from 1, not ${String(text)}`);
  return value;
}
