import { describe, expect, test } from 'vitest';
import { advance, parseProcess, position, type Command } from './index.ts';
import { bpmn, Case, flow, flowIf } from './testing/fixture.ts';

const review = bpmn(`<startEvent id="start"/>
<userTask id="review" name="审查" yw:link="review" yw:organisation="= department" yw:role="reviewer"/>
<boundaryEvent id="late" attachedToRef="review" cancelActivity="false"><timerEventDefinition yw:workingDays="= days - 1"/></boundaryEvent>
<userTask id="urge"/><exclusiveGateway id="x" default="x_refused"/>
<serviceTask id="issue" yw:service="issue-licence"/><endEvent id="issued"/><endEvent id="refused"/>
${flow('start', 'review', 'x', 'refused')}${flow('late', 'urge')}${flow('issue', 'issued')}
${flowIf('x', 'issue', '= verdict = "ok" and form.amount < 1000')}`);

describe('a case', () => {
  test('goes from task to task by its conditions and says what opens, with attributes evaluated', async () => {
    const one = await Case.of(review, {
      variables: { department: '住建', days: 5 },
      context: { form: { amount: 900 } },
    });
    expect(one.job('review')).toMatchObject({
      kind: 'user',
      attributes: { link: 'review', organisation: '住建', role: 'reviewer' },
    });
    expect(one.job('late')).toMatchObject({ kind: 'timer', timer: { kind: 'working-days', value: '4' } });
    one.complete('review', { verdict: 'ok' });
    expect(one.open()).toEqual(['issue']);
    expect(one.effects.map((effect) => effect.type)).toEqual(['job-cancelled', 'job-opened']);
    expect(position(one.model, one.state)).toEqual({
      active: ['issue'],
      done: ['start', 'review', 'x', 'start_review', 'review_x', 'x_issue'],
      stopped: [],
    });
    one.complete('issue');
    expect(one.effects).toEqual([{ type: 'instance-ended', how: 'completed', error: null }]);
    expect(one.variables()).toEqual({ department: '住建', days: 5, verdict: 'ok' });
  });

  test('takes the default flow when no condition holds, and stops where one is neither true nor false', async () => {
    const context = { form: { amount: 5000 } };
    const refused = await Case.of(review, { variables: { department: '', days: 2 }, context });
    refused.complete('review', { verdict: 'ok' });
    expect(refused.state.instance).toMatchObject({
      how: 'completed',
      done: { p: expect.arrayContaining(['refused']) },
    });

    const unknown = await Case.of(review, { variables: { department: '', days: 2 }, context: { form: {} } });
    unknown.complete('review', { verdict: 'ok' });
    expect(unknown.effects.at(-1)).toMatchObject({
      type: 'incident',
      node: 'x',
      incident: { code: 'missing-value', params: { missing: 'form.amount' } },
    });
    expect(unknown.state.instance.how).toBeNull();
    unknown.do({ type: 'set-variables', variables: { form: { amount: 1 } } });
    unknown.do({ type: 'resume', tokenId: unknown.token('x') });
    expect(unknown.open()).toEqual(['issue']);
  });

  test('does nothing twice: a finished or unknown job is told so, and the state is as it was', async () => {
    const one = await Case.of(review, { variables: { department: '', days: 2, form: { amount: 1 } } });
    const { id } = one.job('review');
    one.complete('review', { verdict: 'no' });
    expect(() => one.do({ type: 'complete-job', jobId: id })).toThrow(/process.job-done/);
    expect(() => one.do({ type: 'trigger-timer', jobId: 'never' })).toThrow(/process.job-done/);
    expect(() => one.do({ type: 'cancel' })).toThrow(/process.ended/);
  });

  test('tells the store only what changed', async () => {
    const one = await Case.of(review, { variables: { department: '', days: 2, form: { amount: 1 } } });
    const { changes } = advance(
      one.model,
      one.state,
      { type: 'trigger-timer', jobId: one.job('late').id },
      one.options,
    );
    expect(changes.put.tokens).toHaveLength(1);
    expect(changes.put.jobs.map((job) => job.node)).toEqual(['urge']);
    expect(changes.put.variables).toEqual([]);
    expect(changes.removed).toEqual({ scopes: [], tokens: [], jobs: [one.job('late').id], variables: [] });
    const idle = advance(one.model, one.state, { type: 'broadcast-signal', name: 'nobody' }, one.options);
    expect(idle.state.tokens).toBe(one.state.tokens);
    expect(idle.changes.put.instance).toBeNull();
  });

  test('keeps the version it began with', async () => {
    const old = await parseProcess(review);
    const one = await Case.of(review, { variables: { department: '', days: 2, form: { amount: 1 } } });
    const newer = await parseProcess(review.replace('name="审查"', 'name="审核"'));
    const complete: Command = { type: 'complete-job', jobId: one.job('review').id, variables: { verdict: 'ok' } };
    expect(() => advance(newer, one.state, complete, one.options)).toThrow(/process.unknown-model/);
    const model = (_: string, version?: string) => (version === old.version ? old : newer);
    expect(advance(newer, one.state, complete, { ...one.options, model }).state.jobs[0]?.node).toBe('issue');
  });

  test('can be cancelled', async () => {
    const one = await Case.of(review, { variables: { department: '', days: 2 } });
    one.do({ type: 'cancel' });
    expect(one.effects.map((effect) => effect.type)).toEqual(['job-cancelled', 'job-cancelled', 'instance-ended']);
    expect(one.state).toMatchObject({ instance: { how: 'cancelled' }, tokens: [], jobs: [] });
  });

  test('that goes round without waiting is stopped', async () => {
    const xml = bpmn(
      `<startEvent id="start"/><exclusiveGateway id="x"/><task id="again" name="再来"/>${flow('start', 'x', 'again', 'x')}`,
    );
    await expect(Case.of(xml)).rejects.toThrow(/process.runs-without-waiting.*10000 steps/);
  });
});

describe('events', () => {
  const waits = bpmn(
    `<startEvent id="start"/><userTask id="work"/><userTask id="after"/><userTask id="paid"/><userTask id="late"/><eventBasedGateway id="g"/>
<intermediateCatchEvent id="payment" yw:correlate="number"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<intermediateCatchEvent id="expiry"><timerEventDefinition><timeDuration>P15D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<boundaryEvent id="stop" attachedToRef="work"><signalEventDefinition signalRef="s"/></boundaryEvent>
<boundaryEvent id="remind" attachedToRef="work" cancelActivity="false"><timerEventDefinition><timeCycle>R2/P1D</timeCycle></timerEventDefinition></boundaryEvent>
<task id="send"/><endEvent id="end"/>
${flow('start', 'work', 'g', 'payment', 'paid', 'end')}${flow('g', 'expiry', 'late')}${flow('stop', 'after')}${flow('remind', 'send')}`,
    '<message id="m" name="payment"/><signal id="s" name="stop"/>',
  );

  test('the first of several ends the waiting for the others; a message goes to its correlation only', async () => {
    const one = await Case.of(waits, { variables: { number: 42 } });
    one.complete('work');
    expect(one.job('payment')).toMatchObject({ kind: 'message', event: 'payment', correlation: '42' });
    expect(one.job('expiry').timer).toEqual({ kind: 'duration', value: 'P15D' });
    expect(() => one.do({ type: 'deliver-message', name: 'payment', correlation: '43' })).toThrow(
      /process.nobody-waits/,
    );
    expect(() => one.complete('expiry')).toThrow(/process.wrong-job/);
    one.do({ type: 'deliver-message', name: 'payment', correlation: '42', variables: { fen: 100 } });
    expect(one.open()).toEqual(['paid']);
    expect(one.variables()).toMatchObject({ fen: 100 });
  });

  test('a cycle happens as often as it says, and an interrupting signal takes the work away', async () => {
    const one = await Case.of(waits);
    one.timer('remind');
    expect(one.job('remind').timer).toEqual({ kind: 'cycle', value: 'R1/P1D' });
    one.timer('remind');
    expect(one.open()).toEqual(['work', 'stop']);
    one.do({ type: 'broadcast-signal', name: 'stop' });
    expect(one.open()).toEqual(['after']);
  });

  const guarded = (event: string): string =>
    bpmn(
      `<startEvent id="start"/><subProcess id="sub"><startEvent id="s1"/><serviceTask id="call" yw:service="x"/><endEvent id="s2">${event}</endEvent>
${flow('s1', 'call', 's2')}</subProcess>
<boundaryEvent id="caught" attachedToRef="sub"><errorEventDefinition errorRef="e"/></boundaryEvent>
<boundaryEvent id="raised" attachedToRef="sub" cancelActivity="false"><escalationEventDefinition escalationRef="up"/></boundaryEvent>
<userTask id="mend"/><userTask id="head"/><userTask id="next"/>
${flow('start', 'sub', 'next')}${flow('caught', 'mend')}${flow('raised', 'head')}`,
      '<error id="e" errorCode="E1"/><error id="e2" errorCode="E2"/><escalation id="up" escalationCode="U"/>',
    );

  test('an error leaves the sub-process by the boundary event that names it; another ends the case', async () => {
    const one = await Case.of(guarded('<errorEventDefinition errorRef="e"/>'));
    expect(one.complete('call').open()).toEqual(['mend']);
    const other = await Case.of(guarded('<errorEventDefinition errorRef="e2"/>'));
    other.complete('call');
    expect(other.state.instance).toMatchObject({ how: 'failed', error: 'E2' });
  });

  test('work that fails: caught by its code, else it waits for somebody and is then done anew', async () => {
    const one = await Case.of(guarded(''));
    expect(one.fail('call', 'E1').open()).toEqual(['mend']);
    expect(one.effects.map((effect) => effect.type)).toEqual(['job-opened']);
    const other = await Case.of(guarded(''));
    const before = other.job('call').id;
    other.fail('call', 'NET');
    expect(other.effects.at(-1)).toMatchObject({
      type: 'incident',
      incident: { code: 'uncaught-error', again: 'enter' },
    });
    expect(position(other.model, other.state).stopped).toEqual(['call']);
    other.do({ type: 'resume', tokenId: other.token('call') });
    expect(other.job('call').id).not.toBe(before);
    expect(other.complete('call').open()).toEqual(['next']);
  });

  test('an escalation goes on beside', async () => {
    const one = await Case.of(guarded('<escalationEventDefinition escalationRef="up"/>'));
    one.complete('call');
    expect(one.open().sort()).toEqual(['head', 'next']);
    expect(one.effects).toContainEqual({ type: 'escalated', node: 's2', code: 'U', caught: true });
  });

  const withdrawn = (interrupting: boolean): string =>
    bpmn(
      `<startEvent id="start"/><userTask id="work"/>${flow('start', 'work')}
<subProcess id="by-event" triggeredByEvent="true"><startEvent id="asked" isInterrupting="${interrupting}"><messageEventDefinition messageRef="m"/></startEvent>
<userTask id="note"/>${flow('asked', 'note')}</subProcess>`,
      '<message id="m" name="withdraw"/>',
    );

  test('an event sub-process takes over, or runs beside and may come again', async () => {
    const one = await Case.of(withdrawn(true));
    one.do({ type: 'deliver-message', name: 'withdraw' });
    expect(one.open()).toEqual(['note']);
    expect(one.complete('note').state.instance.how).toBe('completed');
    const other = await Case.of(withdrawn(false));
    other.do({ type: 'deliver-message', name: 'withdraw' }).do({ type: 'deliver-message', name: 'withdraw' });
    expect(other.open().sort()).toEqual(['asked', 'note', 'note', 'work']);
    other.complete('work').complete('note').complete('note');
    expect(other.state.instance.how).toBe('completed');
  });

  test('a terminate end ends its own level only', async () => {
    const one = await Case.of(
      bpmn(`<startEvent id="start"/><subProcess id="sub"><startEvent id="s1"/><parallelGateway id="both"/><userTask id="a"/><userTask id="b"/>
<endEvent id="kill"><terminateEventDefinition/></endEvent>${flow('s1', 'both', 'a', 'kill')}${flow('both', 'b')}</subProcess><userTask id="next"/>${flow('start', 'sub', 'next')}`),
    );
    one.complete('a');
    expect(one.effects).toContainEqual(expect.objectContaining({ type: 'job-cancelled', node: 'b' }));
    expect(one.open()).toEqual(['next']);
  });
});

test('an inclusive join waits also for what may come by a boundary event', async () => {
  const xml =
    bpmn(`<startEvent id="start"/><inclusiveGateway id="o"/><userTask id="a"/><userTask id="b"/><userTask id="other"/><endEvent id="end"/>
<boundaryEvent id="late" attachedToRef="b"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
<inclusiveGateway id="j"/><userTask id="next"/>${flow('start', 'o')}${flowIf('o', 'a', 'true')}${flowIf('o', 'b', 'true')}
${flow('a', 'j', 'next')}${flow('b', 'end')}${flow('late', 'other', 'j')}`);
  const one = await Case.of(xml);
  one.complete('a');
  expect(one.open()).toEqual(['b', 'late']);
  one.timer('late').complete('other');
  expect(one.open()).toEqual(['next']);
  const well = await Case.of(xml);
  well.complete('a').complete('b');
  expect(well.open()).toEqual(['next']);
});

describe('repetition', () => {
  const opinions = (extra: string, inside = '', tag = 'userTask'): string =>
    bpmn(`<startEvent id="start"/><${tag} id="opinion" yw:organisation="= department">${inside}
<multiInstanceLoopCharacteristics yw:collection="departments" yw:element="department" yw:output="verdict" yw:outputs="verdicts" ${extra}</multiInstanceLoopCharacteristics></${tag}>
<boundaryEvent id="late" attachedToRef="opinion"><timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>
<userTask id="sum"/><userTask id="without"/>${flow('start', 'opinion', 'sum')}${flow('late', 'without')}`);
  const departments = ['住建', '环保', '消防'];

  test('parallel opinions do not overwrite each other and are gathered in order', async () => {
    const one = await Case.of(opinions('>'), { variables: { departments } });
    expect(one.state.jobs.filter((job) => job.kind === 'user').map((job) => job.attributes['organisation'])).toEqual(
      departments,
    );
    expect(one.effects.find((effect) => effect.type === 'job-opened' && effect.local)).toMatchObject({
      local: { department: '住建', loopCounter: 1 },
    });
    one
      .complete('opinion', { verdict: 'c' }, 2)
      .complete('opinion', { verdict: 'a' })
      .complete('opinion', { verdict: 'b' });
    expect(one.open()).toEqual(['sum']);
    expect(one.variables()).toEqual({ departments, verdicts: ['a', 'b', 'c'] });
  });

  test('a completion condition ends the rest; a boundary event ends all', async () => {
    const until =
      '><completionCondition xsi:type="tFormalExpression">list contains(verdicts, "refuse") or numberOfCompletedInstances = 2</completionCondition>';
    const one = await Case.of(opinions(until), { variables: { departments } });
    one.complete('opinion', { verdict: 'ok' });
    expect(one.open()).toContain('opinion');
    one.complete('opinion', { verdict: 'refuse' }, 1);
    expect(one.open()).toEqual(['sum']);
    const late = await Case.of(opinions('>'), { variables: { departments } });
    expect(late.timer('late').open()).toEqual(['without']);
  });

  test('one after the other, also for sub-processes; nobody asked is nothing to wait for', async () => {
    const inside = `<startEvent id="s1"/><userTask id="ask"/><endEvent id="s2"/>${flow('s1', 'ask', 's2')}`;
    const xml = opinions('isSequential="true">', inside, 'subProcess');
    const one = await Case.of(xml, { variables: { departments } });
    for (const verdict of ['a', 'b', 'c']) {
      expect(one.open()).toEqual(['late', 'ask']);
      one.complete('ask', { verdict });
    }
    expect(one.variables()).toMatchObject({ verdicts: ['a', 'b', 'c'] });
    expect(one.open()).toEqual(['sum']);
    expect((await Case.of(xml, { variables: { departments: [] } })).open()).toEqual(['sum']);
    const wrong = await Case.of(xml, { variables: { departments: '住建' } });
    expect(wrong.effects).toContainEqual(expect.objectContaining({ type: 'incident', node: 'opinion' }));
  });

  test('a standard loop goes on while its condition holds', async () => {
    const one = await Case.of(
      bpmn(
        `<startEvent id="start"/><userTask id="mend"><standardLoopCharacteristics loopMaximum="3"><loopCondition xsi:type="tFormalExpression">faults > 0</loopCondition></standardLoopCharacteristics></userTask><userTask id="next"/>${flow('start', 'mend', 'next')}`,
      ),
    );
    one.complete('mend', { faults: 2 }).complete('mend', { faults: 0 });
    expect(one.open()).toEqual(['next']);
  });
});
