import { describe, expect, test } from 'vitest';
import { parseProcess, position } from './index.ts';
import { bpmn, Case, flow, flowIf } from './testing/fixture.ts';

describe('calls and moves', () => {
  test('a called process has its own variables and gives back what is asked for', async () => {
    const called = await parseProcess(
      bpmn(`<startEvent id="start"/><userTask id="check"/>${flow('start', 'check')}`, '', 'id="credit"'),
    );
    const xml = bpmn(
      `<startEvent id="start"/><callActivity id="call" calledElement="credit" yw:in="firm" yw:out="score"/><userTask id="next"/>${flow('start', 'call', 'next')}`,
    );
    const model = (id: string) => (id === 'credit' ? called : undefined);
    const one = await Case.of(xml, { variables: { firm: '甲', secret: 1 }, model });
    expect(one.effects[0]).toMatchObject({ type: 'called', process: 'credit', version: called.version });
    expect(position(called, one.state).active).toEqual(['check']);
    expect(one.state.variables[1]?.values).toEqual({ firm: '甲' });
    one.complete('check', { score: 90, notes: 'x' });
    expect(one.variables()).toEqual({ firm: '甲', secret: 1, score: 90 });
    expect(one.open()).toEqual(['next']);

    const alone = await Case.of(xml);
    expect(alone.effects).toContainEqual(expect.objectContaining({ type: 'incident', node: 'call' }));
  });

  test('what the call says holds for tasks inside that do not say it; a case leaves a called process for a place outside it', async () => {
    const site = await parseProcess(
      bpmn(
        `<startEvent id="start"/><userTask id="plan" yw:days="2"/><userTask id="visit" yw:organisation="own"/>${flow('start', 'plan', 'visit')}`,
        '',
        'id="site"',
      ),
    );
    const one = await Case.of(
      bpmn(`<startEvent id="start"/><userTask id="examine"/><parallelGateway id="split"/><userTask id="other"/>
<callActivity id="call" calledElement="site" yw:nameEn="Site" yw:organisation="= office" yw:days="9"/>
${flow('start', 'examine', 'split', 'other')}${flow('split', 'call')}`),
      { variables: { office: '市监' }, model: (id: string) => (id === 'site' ? site : undefined) },
    );
    one.complete('examine');
    expect(one.job('plan').attributes).toEqual({ organisation: '市监', days: '2' });
    one.complete('plan');
    expect(one.job('visit').attributes).toEqual({ organisation: 'own', days: '9' });
    // Inside the called process only its own token moves; the rest of the case goes on.
    one.do({ type: 'move', tokenIds: [one.token('visit')], nodeId: 'plan' });
    expect(one.open().sort()).toEqual(['other', 'plan']);
    expect(one.state.instance.done['site']).toContain('plan');
    one.do({ type: 'move', tokenIds: [one.token('plan'), one.token('other'), one.token('call')], nodeId: 'examine' });
    expect(one.open()).toEqual(['examine']);
    expect(one.state.scopes).toHaveLength(1);
    one.complete('examine');
    // Called again, its picture begins anew.
    expect(position(site, one.state)).toEqual({ active: ['plan'], done: ['start', 'start_plan'], stopped: [] });
  });

  test('an incident names what is missing', async () => {
    const one = await Case.of(
      bpmn(`<startEvent id="start"/><exclusiveGateway id="x"/><userTask id="a"/>
${flow('start', 'x')}${flowIf('x', 'a', '= grade + form.extra.points > 3')}`),
      { context: { form: { extra: {} } } },
    );
    expect(one.effects.at(-1)).toMatchObject({
      incident: { code: 'missing-value', params: { missing: 'grade, form.extra.points' } },
    });
  });

  const parts = bpmn(`<startEvent id="start"/><userTask id="receive"/><parallelGateway id="split"/><userTask id="a"/>
<subProcess id="sub"><startEvent id="s1"/><userTask id="b"/>${flow('s1', 'b')}</subProcess><parallelGateway id="join"/><userTask id="decide"/>
${flow('start', 'receive', 'split', 'a', 'join', 'decide')}${flow('split', 'sub', 'join')}`);

  test('a case goes back on purpose: all that was open there is taken away', async () => {
    const one = await Case.of(parts);
    one.complete('receive');
    expect(one.open()).toEqual(['a', 'b']);
    one.do({ type: 'move', tokenIds: [one.token('a'), one.token('b')], nodeId: 'receive' });
    expect(one.open()).toEqual(['receive']);
    expect(one.effects.map((effect) => effect.type).sort()).toEqual(['job-cancelled', 'job-cancelled', 'job-opened']);
    one.complete('receive').complete('b').complete('a');
    expect(one.open()).toEqual(['decide']);
    expect(() => one.do({ type: 'move', tokenIds: [one.token('decide')], nodeId: 'b' })).toThrow(/process.bad-move/);
    expect(() => one.do({ type: 'move', tokenIds: [one.token('decide')], nodeId: 'constructor' })).toThrow(
      /no such node/,
    );
    expect(() => one.do({ type: 'move', tokenIds: ['gone'], nodeId: 'a' })).toThrow(/process.unknown-token/);
  });

  test('a case goes back into one branch, and the join does not wait for the others whose work stands', async () => {
    const one = await Case.of(parts);
    one.complete('receive').complete('a').complete('b');
    const back = { type: 'move', tokenIds: [one.token('decide')], nodeId: 'a' } as const;
    expect(() => one.do({ ...back, arrived: [{ node: 'join', flow: 'start_receive' }] })).toThrow(/process.bad-move/);
    one.do({ ...back, arrived: [{ node: 'join', flow: 'sub_join' }] });
    expect(one.open()).toEqual(['a']);
    one.complete('a');
    expect(one.open()).toEqual(['decide']);
    expect(one.state.tokens).toHaveLength(1);
  });

  test('a join for which nobody comes any more is said, and can be moved on', async () => {
    const one = await Case.of(parts);
    one
      .complete('receive')
      .do({ type: 'move', tokenIds: [one.token('a'), one.token('sub')], nodeId: 'a' })
      .complete('a');
    expect(one.effects).toContainEqual(expect.objectContaining({ type: 'incident', node: 'join' }));
    one.do({ type: 'move', tokenIds: [one.token('join')], nodeId: 'join' });
    expect(one.open()).toEqual(['decide']);
  });
});
