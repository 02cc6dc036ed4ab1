import { describe, expect, test } from 'vitest';
import { advance, parseProcess, startInstance } from './index.ts';
import { compareModels, type Kind } from './testing/index.ts';
import { playOracle } from './testing/oracle.ts';
import { counting, openTasks } from './testing/play.ts';
import { file, Writer } from './testing/write-bpmn.ts';

/** As many as cost few seconds; `npm run test:process` plays thousands. */
const MODELS: [kind: Kind, count: number][] = [
  ['blocks', 25],
  ['graphs', 35],
  ['inclusive', 500],
];

describe('generated models do what the oracles do, or a clause of BPMN decides', () => {
  const seed = Number(process.env['PROCESS_SEED'] ?? 1 + Math.floor(Math.random() * 1_000_000));
  process.stdout.write(`generated process models from PROCESS_SEED=${seed}\n`);
  test.each(MODELS)('%s', async (kind, count) => {
    const faults: string[] = [];
    const sum = await compareModels(kind, seed, count, (verdict) =>
      faults.push(`seed ${verdict.seed}: ${verdict.shown}`),
    );
    expect(faults, `from PROCESS_SEED=${seed}`).toEqual([]);
    expect(sum.steps).toBeGreaterThan(count / 2);
  });
});

type Model = (writer: Writer) => void;

/** Plays a fixed model on both sides: what is open after the tasks named were completed. */
async function both(write: Model, done: string[], decisions: Record<string, boolean> = {}): Promise<[string, string]> {
  const xml = (dialect: 'ours' | 'oracle'): string => {
    const writer = new Writer(dialect, 'p');
    writer.node('startEvent', 'start');
    write(writer);
    return file(writer.lines);
  };
  const model = await parseProcess(xml('ours'));
  const options = { ids: counting() };
  let { state } = startInstance(model, { ...options, variables: decisions });
  const oracle = await playOracle(xml('oracle'), { ...decisions }, { deadPaths: true });
  for (const task of done) {
    const job = state.jobs.find((one) => one.node === task);
    state = advance(model, state, { type: 'complete-job', jobId: job?.id ?? '' }, options).state;
    oracle.complete(task);
  }
  const shown = [
    openTasks(state).join(' ') + (state.instance.how ? '(end)' : ''),
    oracle.open().join(' ') + (oracle.ended() ? '(end)' : ''),
  ] as [string, string];
  oracle.stop();
  return shown;
}

const chain = (writer: Writer, ...ids: string[]): void => {
  for (const [at, id] of ids.slice(1).entries()) writer.flow(ids[at] as string, id);
};
const tasks = (writer: Writer, ...ids: string[]): void => {
  for (const id of ids) writer.node('userTask', id);
};

describe('where bpmn-engine differs, ours follows the clause (the table of README.md)', () => {
  test('§13.4: a path that was not taken counts for nothing at a parallel join', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't1', 't2', 't3');
      writer.node('exclusiveGateway', 'x', 'default="on"');
      writer.node('parallelGateway', 'j');
      chain(writer, 'start', 't1', 'x');
      writer.flow('x', 'j', { id: 'on' });
      writer.flow('x', 't2', { condition: 'c' });
      chain(writer, 't2', 'j', 't3');
    };
    expect(await both(model, ['t1'], { c: false })).toEqual(['', 't3']);
  });

  test('§13.4.1: a parallel join waits for each flow, also for two from one node', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't1', 't2');
      writer.node('exclusiveGateway', 'x', 'default="on"');
      writer.node('parallelGateway', 'j');
      chain(writer, 'start', 't1', 'x');
      writer.flow('x', 'j', { id: 'on' });
      writer.flow('x', 'j', { condition: 'c' });
      writer.flow('j', 't2');
    };
    expect(await both(model, ['t1'], { c: false })).toEqual(['', 't2']);
  });

  test('§13.4.1: a parallel join takes one token from each flow; another stays', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't1', 't2', 't3', 't4');
      writer.node('parallelGateway', 'split');
      writer.node('exclusiveGateway', 'x');
      writer.node('parallelGateway', 'j');
      chain(writer, 'start', 'split', 't1', 'x', 'j', 't4');
      chain(writer, 'split', 't2', 'x');
      chain(writer, 'split', 't3', 'j');
    };
    expect(await both(model, ['t1', 't2', 't3', 't4'])).toEqual(['', '(end)']);
  });

  test('§13.4.3: an inclusive join waits for the tokens that can still come, and merges them', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't1', 't2', 't3');
      writer.node('inclusiveGateway', 'o');
      writer.node('inclusiveGateway', 'j');
      chain(writer, 'start', 'o');
      writer.flow('o', 't1', { condition: 'a' });
      writer.flow('o', 't2', { condition: 'b' });
      chain(writer, 't1', 'j', 't3');
      chain(writer, 't2', 'j');
    };
    expect(await both(model, ['t1'], { a: true, b: true })).toEqual(['t2', 't2 t3']);
  });

  test('§10.2: another token at an activity makes another instance of it', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't1');
      writer.node('parallelGateway', 'split');
      chain(writer, 'start', 'split', 't1');
      chain(writer, 'split', 't1');
    };
    expect(await both(model, [])).toEqual(['t1 t1', 't1']);
  });

  test('§10.4.3: an error end event leaves its sub-process by the boundary event', async () => {
    const model: Model = (writer) => {
      tasks(writer, 't2', 't3');
      writer.node(
        'subProcess',
        's',
        '',
        '<startEvent id="s1"/><userTask id="t1"/><endEvent id="e1"><errorEventDefinition errorRef="err"/></endEvent><sequenceFlow id="sf1" sourceRef="s1" targetRef="t1"/><sequenceFlow id="sf2" sourceRef="t1" targetRef="e1"/>',
      );
      writer.node('boundaryEvent', 'b', 'attachedToRef="s"', '<errorEventDefinition errorRef="err"/>');
      chain(writer, 'start', 's', 't3');
      chain(writer, 'b', 't2');
    };
    expect(await both(model, ['t1'])).toEqual(['t2', 't3']);
  });
});
