import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DomainError, manualClock, uuidV7, workingCalendar } from '@platform/kernel';
import type { InstanceState } from '@platform/process';
import { resultsOf } from '../domain/links.ts';
import type { Handling } from '../handle-case.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { ADVISED, CALLED, CALLING, GRADED, PROCESSES } from '../testing/drawn-matters.ts';
import { Flow } from './flow.ts';
import { returnTo, takeBack } from './move-case.ts';
import { placesAfter, placesToReturn, scopesAround } from './places.ts';
import { modelNamed, processModels, type CaseProcess } from './process-models.ts';

/** One case in memory, read anew before each act as from the database, and the tasks that were done. */
class Played {
  readonly clock = manualClock(new Date('2026-11-20T02:00:00Z'));
  readonly #deps = { clock: this.clock, ids: uuidV7(this.clock), calendar: workingCalendar() };
  readonly record = { id: 'case', matter: 'm', organisation: 'office', deadline: null, statutory: null } as CaseRecord;
  readonly done: TaskRecord[] = [];
  readonly process: CaseProcess;
  state: InstanceState | undefined;
  tasks: readonly TaskRecord[] = [];

  constructor(process: CaseProcess) {
    this.process = process;
  }

  /** Does something with the case; @returns whether it was taken. What is refused leaves nothing. */
  async act(work: (handling: Handling) => Promise<unknown>): Promise<boolean> {
    this.clock.advance(60_000);
    const loaded = structuredClone({ state: this.state, tasks: this.tasks });
    const flow = new Flow(this.#deps, {
      loaded,
      process: this.process,
      matter: CALLING,
      judge: () => Promise.reject(new Error('no rules here')),
      form: () => ({}),
    });
    try {
      await work({ flow, record: this.record } as Handling);
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
    this.state = flow.running ? flow.state : undefined;
    this.done.push(...flow.tasks.filter(({ state }) => state === 'done'));
    this.tasks = flow.tasks.filter(({ state }) => state === 'open');
    return true;
  }

  get open(): readonly TaskRecord[] {
    return this.tasks.filter(({ kind }) => kind === 'user');
  }

  end(task: TaskRecord, result: TaskRecord['result']): Promise<boolean> {
    return this.act(async ({ flow, record }) => {
      if (flow.open.some(({ askedBy }) => askedBy === task.id))
        throw new DomainError('signers', { status: 409, zh: '', en: '' });
      const ended = { ...task, state: 'done' as const, closedAt: this.clock.now(), result, job: null };
      await flow.complete(record, task, ended, { grade: 4 });
    });
  }

  /** What must be so after every act. */
  check(): void {
    const { state } = this;
    if (!state) {
      expect(
        this.tasks.filter(({ job }) => job !== null),
        'no work of a process that is over',
      ).toEqual([]);
      return;
    }
    const jobs = state.jobs.map(({ id }) => id).sort();
    expect(this.tasks.flatMap(({ id, job }) => (job === null ? [] : [id])).sort(), 'tasks and jobs in step').toEqual(
      jobs,
    );
    expect(state.tokens.filter(({ incident }) => incident !== null)).toEqual([]);
    expect(this.open.length, 'somebody has to act').toBeGreaterThan(0);
    const scopes = new Set(state.scopes.map(({ id }) => id));
    for (const { scope, node } of state.tokens) {
      const { process } = scopesAround(state, scope)[0] ?? {};
      expect([scopes.has(scope), modelNamed(this.process, process ?? '')?.nodes[node]?.id]).toEqual([true, node]);
    }
    for (const { askedBy } of this.tasks)
      if (askedBy !== null)
        expect(
          this.tasks.map(({ id }) => id),
          'who asked still waits',
        ).toContain(askedBy);
    const standing = state.tokens.filter(({ id }) => !state.scopes.some(({ token }) => token === id));
    expect(new Set(this.open.flatMap(({ job }) => job?.token ?? [])).size).toBeLessThanOrEqual(standing.length);
  }
}

const models = processModels({ process: (id) => PROCESSES[id] ?? '', calledProcesses: () => CALLED });
const Act = fc.record({
  kind: fc.constantFrom('end', 'end', 'end', 'return', 'return', 'take-back', 'sign', 'countersign'),
  which: fc.nat(20),
  choice: fc.nat(20),
});
const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

test.each([CALLING.id, ADVISED.id, GRADED.id])(
  'whatever is ended, returned, taken back and signed in %s, somebody has to act, and the case can be brought to its end',
  async (matter) => {
    const process = await models.of(matter, '');
    await fc.assert(
      fc.asyncProperty(fc.array(Act, { maxLength: 25 }), async (acts) => {
        const one = new Played(process);
        const variables = { routeTo: 'office', organisation: 'office', grade: 2 };
        await one.act(({ flow, record }) => flow.begin(record, variables));
        for (const { kind, which, choice } of acts) {
          const task = pick(one.open, which);
          if (!task || !one.state) break;
          const { state } = one;
          if (kind === 'end') await one.end(task, pick(resultsOf(task.link), choice) ?? 'done');
          else if (kind === 'return') {
            const place = pick(
              placesToReturn(process, state, { scope: task.job?.scope, token: task.job?.token }),
              choice,
            );
            const elsewhere = one.open.filter(({ job }) => {
              const around = job === null ? [] : scopesAround(state, job.scope).map(({ id }) => id);
              return place !== undefined && job !== null && !around.includes(place.scope.id);
            });
            const taken = await one.act((handling) => returnTo(handling, task, place?.node ?? 'nowhere'));
            if (task.job) expect(taken, 'what is offered can be done').toBe(place !== undefined);
            // Work beside a called process is none of its business.
            if (taken)
              expect(one.open.map(({ id }) => id)).toEqual(expect.arrayContaining(elsewhere.map(({ id }) => id)));
          } else if (kind === 'take-back') {
            const before = pick(one.done, choice);
            if (before && (await one.act((handling) => takeBack(handling, before))))
              expect(one.open.map(({ node }) => node)).toContain(before.node);
          } else
            await one.act(async ({ flow, record }) => {
              for (let n = 0; n < (kind === 'sign' ? 1 : 2); n += 1)
                flow.addTask(record, {
                  titleZh: '签',
                  titleEn: 'Sign',
                  organisation: 'office',
                  link: 'review',
                  askedBy: task.id,
                });
            });
          one.check();
        }
        for (let steps = 0; one.state && steps < 60; steps += 1) {
          const signer = one.open.find(({ id }) => !one.open.some(({ askedBy }) => askedBy === id));
          if (signer) await one.end(signer, resultsOf(signer.link)[0] ?? 'done');
          one.check();
        }
        expect(one.state, 'it comes to its end').toBeUndefined();
      }),
      { numRuns: 40 },
    );
  },
);

test('what comes next after a node is work, whichever way its gateways go', async () => {
  const { main, called } = await models.of(CALLING.id, '');
  expect(placesAfter(main, 'examine').map(({ node }) => node)).toEqual(['site', 'fire_opinion']);
  const site = called.get('site-check');
  expect(site && placesAfter(site, 'site_visit')).toEqual([
    { node: 'site_again', title: { zh: '整改复查', en: 'Second visit' } },
  ]);
});
