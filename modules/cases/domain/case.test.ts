import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CASE_STATES } from '../contract/index.ts';
import { decide, evolve, may, TERMINAL, type CaseCommand, type CaseFacts, type CaseStep } from './case.ts';

const verdict = fc.constantFrom('approve', 'route', 'refuse' as const);
const command: fc.Arbitrary<CaseCommand> = fc.oneof(
  verdict.map((said) => ({ action: 'submit', verdict: said }) as CaseCommand),
  verdict.map((said) => ({ action: 'resubmit', verdict: said }) as CaseCommand),
  fc.boolean().map((deemed) => ({ action: 'accept', deemed }) as CaseCommand),
  fc.constantFrom<CaseCommand>(
    { action: 'withdraw' },
    { action: 'request-correction' },
    { action: 'approve' },
    { action: 'refuse' },
    { action: 'expire-correction' },
    { action: 'refer' },
    { action: 'close' },
  ),
);
const start = (licence: boolean): CaseFacts => ({ state: 'draft', correctionTold: false, accepted: false, licence });

/** Plays commands as they come; those that may not be are left out. */
function play(
  licence: boolean,
  commands: readonly CaseCommand[],
): { facts: CaseFacts; steps: CaseStep[]; seen: CaseFacts[] } {
  let facts = start(licence);
  const steps: CaseStep[] = [];
  const seen = [facts];
  for (const one of commands) {
    const answer = decide(facts, one);
    if (answer instanceof Error) continue;
    for (const step of answer) {
      facts = evolve(facts, step);
      steps.push(step);
    }
    seen.push(facts);
  }
  return { facts, steps, seen };
}

const story = fc.tuple(fc.boolean(), fc.array(command, { maxLength: 30 }));

test('what is refused at the door is never accepted', () => {
  const received = [{ action: 'submit', verdict: 'route' } as const];
  expect(play(false, [...received, { action: 'refuse', unaccepted: true }]).steps).not.toContain('accepted');
  expect(play(false, [...received, { action: 'refuse' }]).steps.slice(-2)).toEqual(['accepted', 'refused']);
});

test('no decision without acceptance before it, and acceptance only once', () => {
  fc.assert(
    fc.property(story, ([licence, commands]) => {
      const { steps } = play(licence, commands);
      const decided = steps.findIndex((step) => step === 'approved' || step === 'refused');
      if (decided >= 0) expect(steps.slice(0, decided)).toContain('accepted');
      expect(steps.filter((step) => step === 'accepted').length).toBeLessThanOrEqual(1);
    }),
  );
});

test('corrections are told at most once, and never after acceptance', () => {
  fc.assert(
    fc.property(story, ([licence, commands]) => {
      const { steps } = play(licence, commands);
      expect(steps.filter((step) => step === 'correction-requested').length).toBeLessThanOrEqual(1);
      const accepted = steps.indexOf('accepted');
      if (accepted >= 0) expect(steps.slice(accepted)).not.toContain('correction-requested');
    }),
  );
});

test('terminal states end; decided cases are decided once; nothing happens before it is handed in', () => {
  fc.assert(
    fc.property(story, ([licence, commands]) => {
      const { steps } = play(licence, commands);
      const end = steps.findIndex((step) => TERMINAL.map(String).includes(step));
      if (end >= 0) expect(steps).toHaveLength(end + 1);
      expect(steps.filter((step) => step === 'approved' || step === 'refused').length).toBeLessThanOrEqual(1);
      if (steps.length > 0) expect(['submitted', 'withdrawn']).toContain(steps[0]);
    }),
  );
  for (const state of TERMINAL) {
    fc.assert(fc.property(command, (one) => decide({ ...start(true), state, accepted: true }, one) instanceof Error));
  }
});

test('what `may` says is what `decide` does, in every state', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CASE_STATES),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      command,
      (state, correctionTold, accepted, licence, one) => {
        const facts = { state, correctionTold, accepted, licence };
        expect(may(facts, one.action)).toBe(!(decide(facts, one) instanceof Error));
      },
    ),
  );
});

test('every state can be reached, and none is stuck but the terminal ones and approval waiting for its licence', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(story, ([licence, commands]) => {
      for (const { state } of play(licence, commands).seen) reached.add(state);
    }),
    { numRuns: 2_000, seed: 7 },
  );
  expect([...reached].sort()).toEqual([...CASE_STATES].sort());
});
