import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, parseProcess, startInstance, type Command, type InstanceState } from './index.ts';
import { randomBlock } from './testing/blocks.ts';
import { Case } from './testing/fixture.ts';
import { counting } from './testing/play.ts';
import { seeded } from './testing/random.ts';
import { decisionsOf, writeBlock } from './testing/write-bpmn.ts';

test('any play of any model, played again, gives the same rows and never changes what it was given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer(), async (modelSeed, playSeed) => {
      const xml = writeBlock(randomBlock(seeded(modelSeed), 8), 'ours');
      const names = decisionsOf(xml);
      const model = await parseProcess(xml);
      const random = seeded(playSeed);
      const variables = Object.fromEntries(names.map((name) => [name, random.chance(0.4)]));
      const one = new Case(model, { variables });
      for (let step = 0; step < 25 && one.state.jobs.length > 0; step++) {
        const job = one.state.jobs[random.below(one.state.jobs.length)] as InstanceState['jobs'][number];
        one.do({
          type: 'set-variables',
          variables: Object.fromEntries(names.map((name) => [name, random.chance(0.4)])),
        });
        const type = job.kind === 'timer' ? 'trigger-timer' : 'complete-job';
        one.do({ type, jobId: job.id });
      }
      expect(replay(model, one.commands, variables)).toEqual(one.state);
      if (one.state.instance.how !== null) expect([...one.state.tokens, ...one.state.jobs]).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** Plays through a store: after each command only the changed rows are written. */
function replay(
  model: Awaited<ReturnType<typeof parseProcess>>,
  commands: Command[],
  variables: object,
): InstanceState {
  const options = { ids: counting() };
  let outcome = startInstance(model, { ...options, variables: { ...variables } });
  const stored = { scopes: new Map(), tokens: new Map(), jobs: new Map(), variables: new Map() };
  let { instance } = outcome.state;
  const write = (): InstanceState => {
    const { put, removed } = outcome.changes;
    instance = put.instance ?? instance;
    for (const kind of ['scopes', 'tokens', 'jobs', 'variables'] as const) {
      for (const row of put[kind])
        stored[kind].set('scope' in row && kind === 'variables' ? row.scope : (row as { id: string }).id, row);
      for (const id of removed[kind]) stored[kind].delete(id);
    }
    const rows = (kind: keyof typeof stored) => JSON.parse(JSON.stringify([...stored[kind].values()]));
    return {
      instance,
      scopes: rows('scopes'),
      tokens: rows('tokens'),
      jobs: rows('jobs'),
      variables: rows('variables'),
    };
  };
  let state = write();
  for (const command of commands) {
    outcome = advance(model, state, command, options);
    state = write();
  }
  return state;
}
