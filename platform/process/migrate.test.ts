import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, migrateInstance, parseProcess, position, type InstanceState, type ProcessModel } from './index.ts';
import { randomBlock } from './testing/blocks.ts';
import { bpmn, Case, flow, flowIf } from './testing/fixture.ts';
import { seeded } from './testing/random.ts';
import { decisionsOf, writeBlock } from './testing/write-bpmn.ts';

/** Ids that no row of a case has yet. */
function counting() {
  let next = 0;
  return {
    next: () => {
      next += 1;
      return `later${next}`;
    },
  };
}

const alone = (main: ProcessModel) => ({ main, called: new Map<string, ProcessModel>() });

/** Takes a case over to another file, as `Case` plays it. */
async function moved(one: Case, xml: string, mapping: Record<string, string> = {}) {
  const next = await parseProcess(xml);
  const result = migrateInstance(alone(one.model), alone(next), one.state, {
    ids: counting(),
    mapping,
    fixed: ['link'],
  });
  const go = (state: InstanceState) =>
    Object.assign(new Case(next, { ids: counting() }), { state, options: { ids: counting() } });
  return { ...result, codes: result.faults.map(({ code, node }) => `${code} ${node}`), next, go };
}

describe('any generated model', () => {
  test('an identical copy changes nothing, and the case ends as it would have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer(), fc.nat(20), async (modelSeed, playSeed, at) => {
        const xml = writeBlock(randomBlock(seeded(modelSeed), 8), 'ours');
        const names = decisionsOf(xml);
        const [model, copy] = [await parseProcess(xml), await parseProcess(`${xml}\n`)];
        const random = seeded(playSeed);
        const decide = () => Object.fromEntries(names.map((name) => [name, random.chance(0.4)]));
        const one = new Case(model, { variables: decide() });
        const stay = { state: one.state, ids: counting(), model };
        const go = { state: one.state, ids: counting(), model };
        for (let step = 0; step < 30; step++) {
          if (stay.state.instance.how !== null) break;
          if (step === at) {
            const result = migrateInstance(alone(model), alone(copy), stay.state, { ids: counting() });
            expect(result.faults).toEqual([]);
            expect(result.notes).toEqual([]);
            expect(versionless(result.state as InstanceState)).toEqual(versionless(stay.state));
            go.state = result.state as InstanceState;
            go.model = copy;
          }
          const job = stay.state.jobs[random.below(stay.state.jobs.length)];
          if (!job) break;
          const set = { type: 'set-variables', variables: decide() } as const;
          const end = { type: job.kind === 'timer' ? 'trigger-timer' : 'complete-job', jobId: job.id } as const;
          for (const side of [stay, go])
            for (const command of [set, end])
              side.state = advance(side.model, side.state, command, { ids: side.ids }).state;
        }
        expect(versionless(go.state)).toEqual(versionless(stay.state));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('against any other model no token is lost or doubled: it is refused by name, or all that was open is open', async () => {
    let refused = 0;
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer(), fc.nat(6), async (oneSeed, otherSeed, steps) => {
        const [from, to] = await Promise.all(
          [oneSeed, otherSeed].map((seed) => parseProcess(writeBlock(randomBlock(seeded(seed), 4), 'ours'))),
        );
        const one = new Case(from as ProcessModel);
        for (let step = 0; step < steps; step++) {
          const job = one.state.jobs[0];
          if (job) one.do({ type: job.kind === 'timer' ? 'trigger-timer' : 'complete-job', jobId: job.id });
        }
        if (one.state.instance.how !== null) return;
        const before = JSON.stringify(one.state);
        const result = migrateInstance(alone(from as ProcessModel), alone(to as ProcessModel), one.state, {
          ids: counting(),
        });
        expect(JSON.stringify(one.state)).toBe(before);
        if (!result.state) {
          refused += 1;
          expect(result.faults.length).toBeGreaterThan(0);
          for (const { node, text } of result.faults) expect(`${node} ${text.zh}`).toMatch(/\S+ .*请/);
          return;
        }
        taken += 1;
        const work = (state: InstanceState) => state.jobs.filter(({ kind }) => kind === 'user').map(({ id }) => id);
        expect(work(result.state)).toEqual(expect.arrayContaining(work(one.state)));
        expect(new Set(result.state.tokens.map(({ id }) => id)).size).toBe(result.state.tokens.length);
        const places = new Set(Object.keys((to as ProcessModel).nodes));
        for (const { node } of result.state.tokens) expect(places).toContain(node);
      }),
      { numRuns: 80, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(0);
    expect(taken).toBeGreaterThan(0);
  });
});

const line = (...tasks: string[]) =>
  bpmn(
    `<startEvent id="start"/>${tasks.map((id) => `<userTask id="${id}" name="${id}"/>`).join('')}<endEvent id="end"/>${flow('start', ...tasks, 'end')}`,
  );
const split = (join: string, branches: string[]) =>
  bpmn(`<startEvent id="start"/><parallelGateway id="split"/>${branches.map((id) => `<userTask id="${id}"/>`).join('')}
${join}<userTask id="decide"/>${flow('start', 'split')}${branches.map((id) => flow('split', id, 'join')).join('')}${flow('join', 'decide')}`);
const JOIN = '<parallelGateway id="join"/>';

describe('a case taken over', () => {
  test('goes on by the new version, and its picture is that of the new one', async () => {
    const one = await Case.of(line('receive', 'decide'));
    one.complete('receive');
    const { state, next, go } = await moved(one, line('receive', 'decide', 'archive'));
    expect(position(next, state as InstanceState)).toMatchObject({ active: ['decide'], stopped: [] });
    expect(position(next, state as InstanceState).done).toContain('receive');
    expect(
      go(state as InstanceState)
        .complete('decide')
        .open(),
    ).toEqual(['archive']);
  });

  test('is refused where its place is gone or of another kind, unless it is mapped to one of the same kind', async () => {
    const one = await Case.of(line('receive', 'decide'));
    const gone = await moved(one, line('take_in', 'decide'));
    expect([gone.codes, gone.state]).toEqual([['node-gone receive'], undefined]);
    const kind = await moved(one, line('receive').replaceAll('userTask', 'manualTask'));
    expect(kind.codes).toEqual(['other-kind receive']);
    const { state } = await moved(one, line('take_in', 'decide'), { receive: 'take_in' });
    expect(state?.jobs).toEqual([{ ...one.state.jobs[0], node: 'take_in' }]);
    const inside = await moved(
      one,
      bpmn(
        `<startEvent id="start"/><subProcess id="sub"><startEvent id="s"/><userTask id="receive"/>${flow('s', 'receive')}</subProcess>${flow('start', 'sub')}`,
      ),
    );
    expect(inside.codes).toEqual(['other-place receive']);
  });

  test('work that is open keeps what it was opened with; one that means another act of the law is refused', async () => {
    const drawn = (more: string) => bpmn(`<startEvent id="start"/><userTask id="a" ${more}/>${flow('start', 'a')}`);
    const one = await Case.of(drawn('yw:nameEn="Take in" yw:link="accept" yw:days="3"'));
    const { state } = await moved(one, drawn('yw:link="accept" yw:days="9"'));
    expect(state?.jobs[0]?.attributes).toEqual({ nameEn: 'Take in', link: 'accept', days: '3' });
    const { codes, faults } = await moved(one, drawn('yw:link="decide"'));
    expect(codes).toEqual(['other-meaning a']);
    expect(faults[0]?.text.en).toContain('"Take in"');
  });

  test('branches must meet again, and a join may not wait for one that was never begun', async () => {
    const one = await Case.of(split(JOIN, ['a', 'b']));
    expect((await moved(one, split(JOIN, ['a', 'b', 'c']))).codes).toEqual(['join-waits join']);
    expect((await moved(one, split('<exclusiveGateway id="join"/>', ['a', 'b']))).codes).toEqual(['join-gone join']);
    expect((await moved(one, line('a', 'b'))).codes).toEqual(['join-gone join']);
    one.complete('a');
    expect((await moved(one, split(JOIN, ['b', 'c']))).codes).toEqual(['flow-gone join']);
    const { state, go } = await moved(one, `${split(JOIN, ['a', 'b'])}\n`);
    const over = go(state as InstanceState).complete('b');
    expect([over.open(), over.state.tokens.length]).toEqual([['decide'], 1]);
  });

  test('a timer is asked anew only where its definition changed; a new wait begins; a condition without its data is told', async () => {
    const drawn = (time: string, more = '') =>
      bpmn(
        `<startEvent id="start"/><userTask id="a"/><boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeDuration>${time}</timeDuration></timerEventDefinition></boundaryEvent>${flow('late', 'told')}<userTask id="told"/>${more}
<exclusiveGateway id="x"/><userTask id="b"/>${flow('start', 'a', 'x')}${more ? flowIf('x', 'b', '= points > 3') : flow('x', 'b')}`,
      );
    const one = await Case.of(drawn('P3D'));
    expect((await moved(one, `${drawn('P3D')}\n`)).notes).toEqual([]);
    const { state, notes } = await moved(
      one,
      drawn(
        'P5D',
        '<boundaryEvent id="call" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/><sequenceFlow id="call_e" sourceRef="call" targetRef="e"/>',
      ),
    );
    expect(state?.jobs.map(({ node, timer }) => [node, timer?.value])).toEqual([
      ['a', undefined],
      ['late', 'P5D'],
      ['call', 'P1D'],
    ]);
    expect(notes.map(({ code, node }) => `${code} ${node}`)).toEqual([
      'timer-changed late',
      'wait-opened call',
      'missing x',
    ]);
    // One that has fired is not opened again.
    one.timer('late');
    expect((await moved(one, drawn('P5D'))).state?.jobs.map(({ node }) => node)).toEqual(['a', 'told']);
  });
});

function versionless(state: InstanceState) {
  return JSON.parse(JSON.stringify(state, (key, value) => (key === 'version' ? '' : value)));
}
