import { parseDate } from 'feelin';
import { evaluate, parseDecisions, type DecisionModel } from '@platform/decisions';
import { isPlainDate } from '@platform/kernel';
import { wholeOption, type Bench } from '../bench.ts';
import { readStory } from '../chain/story.ts';
import { casesOf } from '../dmn/cases.ts';
import { fees, fortyRows, graph } from '../dmn/models.ts';
import { decidePlainly } from '../dmn/plain-feelin.ts';
import { profiled } from '../profile.ts';

type Inputs = Record<string, unknown>;
type Subject = { name: string; model: DecisionModel; decision: string; cases: Inputs[]; feelin: Inputs[] };

const CASES = 200;
const TOLERANCE = 1e-9;

/** A subject's cases, also as feelin takes them: dates read beforehand, outside the clock. */
async function subjectOf(name: string, xml: string, decision: string): Promise<Subject> {
  const model = await parseDecisions(xml);
  const cases = casesOf(model, CASES);
  const feelin = cases.map((inputs) =>
    Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [
        key,
        typeof value === 'string' && isPlainDate(value) ? parseDate(value) : value,
      ]),
    ),
  );
  return { name, model, decision, cases, feelin };
}

/** Both must come to the same, but for money, where floats may miss a fen: those are counted. */
function compare({ name, model, decision, cases, feelin }: Subject): number {
  let missed = 0;
  for (const [index, inputs] of cases.entries()) {
    const ours = JSON.stringify(evaluate(model, decision, inputs).result);
    const peer = JSON.stringify(decidePlainly(model, decision, feelin[index] as Inputs));
    if (ours === peer) continue;
    const numbers = (text: string): number[] => [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(([one]) => Number(one));
    const bare = (text: string): string => text.replace(/-?\d+(?:\.\d+)?/g, '#');
    const near = numbers(ours).every(
      (one, at) => Math.abs(one - (numbers(peer)[at] ?? NaN)) <= 1 + Math.abs(one) * TOLERANCE,
    );
    if (bare(ours) !== bare(peer) || !near)
      throw new Error(`${name}: ${ours} by us, ${peer} by feelin, of ${JSON.stringify(inputs)}`);
    missed += 1;
  }
  return missed;
}

/** Decisions a second over whole rounds of the cases, for about `milliseconds`. */
function measure(cases: readonly Inputs[], decide: (inputs: Inputs) => unknown, milliseconds: number): number {
  const start = performance.now();
  let done = 0;
  let elapsed = 0;
  do {
    for (const inputs of cases) decide(inputs);
    done += cases.length;
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return (done / elapsed) * 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
/** One decision of each kind in turn: the mean time a decision. */
const together = (rates: readonly number[]): number => rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);

export const bench: Bench = {
  what: 'Decisions of DMN tables, graphs and money with inputs checked, exact arithmetic and full trace, against plain feelin on the same expressions without any of that, in turns.',
  unit: 'decisions per second',
  async run({ options, say }) {
    const rounds = wholeOption(options, 'rounds', 5);
    const milliseconds = wholeOption(options, 'milliseconds', 400);
    const { packs, matter } = readStory(typeof options['matter'] === 'string' ? options['matter'] : undefined);
    const { folder, value } = packs.get('matters', matter);
    const subjects = [
      await subjectOf('matter', packs.readText(`${folder}/${value.decision.file}`), value.decision.decision),
      await subjectOf('forty-rows', fortyRows(), 'permit'),
      await subjectOf('graph', graph(), 'subsidy'),
      await subjectOf('money', fees(), 'fee'),
    ];
    const missed = Object.fromEntries(subjects.map((subject) => [subject.name, compare(subject)]));
    const ours = subjects.map((): number[] => []);
    const peer = subjects.map((): number[] => []);
    const round = (keep: boolean): void => {
      for (const [index, { model, decision, cases, feelin }] of subjects.entries()) {
        const theirs = measure(feelin, (inputs) => decidePlainly(model, decision, inputs), milliseconds);
        const own = measure(cases, (inputs) => evaluate(model, decision, inputs), milliseconds);
        if (keep) {
          peer[index]?.push(theirs);
          ours[index]?.push(own);
        }
      }
    };
    round(false);
    for (let count = 1; count <= rounds; count += 1) {
      round(true);
      say(
        `round ${count}: ${subjects.map(({ name }, index) => `${name} ${Math.round(ours[index]?.at(-1) ?? 0)} to ${Math.round(peer[index]?.at(-1) ?? 0)}`).join(', ')}`,
      );
    }
    if (options['profile']) {
      const work = async (): Promise<void> => {
        for (const { model, decision, cases } of subjects)
          measure(cases, (inputs) => evaluate(model, decision, inputs), 1_000);
      };
      const { byFunction, byPackage } = await profiled(work);
      for (const { where, share } of [...byPackage, ...byFunction])
        say(`${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
    }
    const [mine, theirs] = [together(ours.map(median)), together(peer.map(median))];
    const tenth = (ratio: number): number => Math.round(ratio * 10) / 10;
    return {
      ours: Math.round(mine),
      peer: Math.round(theirs),
      ratio: tenth(mine / theirs),
      peer_name: 'feelin alone: a unary test a cell, no trace, no types, money as floats',
      by_kind: Object.fromEntries(
        subjects.map(({ name, decision }, index) => {
          const [own, other] = [median(ours[index] ?? []), median(peer[index] ?? [])];
          return [name, { decision, ours: Math.round(own), peer: Math.round(other), ratio: tenth(own / other) }];
        }),
      ),
      /** Of as many cases a kind: those where the peer's floats missed the exact fen. */
      peer_missed_fen: { of: CASES, ...missed },
      rounds,
    };
  },
};
