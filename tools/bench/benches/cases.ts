import { availableParallelism } from 'node:os';
import { permissionsOf, type StaffActor } from '@platform/access';
import { wholeOption, type Bench, type BenchContext } from '../bench.ts';
import { officer, liveCases, type Lived } from '../cases/lives.ts';
import { readReviewStory, type ReviewStory } from '../cases/review-pack.ts';
import { inBulk } from '../cases/bulk.ts';
import { seedCases, shapeOf } from '../cases/seed.ts';
import { countLives } from '../cases/count.ts';
import { openBenchCity, type BenchCity } from '../chain/city.ts';
import { fillRegistries } from '../chain/fill-registries.ts';
import { cpuSeconds, percentile } from '../machine.ts';
import { profiled } from '../profile.ts';

/** Ningbo's load: 11,541,500 cases in 151 days (domain facts). */
const NINGBO_PER_SECOND = 11_541_500 / (151 * 86_400);
const BATCH = 50_000;

type Share = { node: number; postgres: number; others: number };
type Measured = Lived & { cpu: Share };

export const bench: Bench = {
  what: 'Whole lives of cases: 20 fields, 3 files, prefill by 2 calls, acceptance, 3 opinions at the same time, decision, notices, audit; with few and with many cases stored.',
  unit: 'tasks a second',
  // A million cases are written in between.
  minutes: 30,
  async run({ options, say }: BenchContext) {
    const story = readReviewStory();
    const seconds = wholeOption(options, 'seconds', 20);
    const clients = wholeOption(options, 'clients', 16);
    // The full size: --stored 1000000 --in-process 250000
    const stored = wholeOption(options, 'stored', 200_000);
    const inProcess = Math.min(wholeOption(options, 'in-process', 50_000), stored);
    const people = wholeOption(options, 'people', 20_000);
    const city = await openBenchCity(story);
    try {
      await fillRegistries(city.rehearsal, story, people);
      say(`${people} people; the matter asks ${story.office}, then ${story.advisers.join(', ')}`);
      let person = 0;
      const next = (): number | undefined => (person < people ? person++ : undefined);
      let lived = 0;
      let left = 0;
      type Drive = Parameters<typeof liveCases>[3];
      const live = async (what: string, part: Partial<Drive> = {}): Promise<Measured & { ids: string[] }> => {
        const until = part.until ?? 'decided';
        const measured = await withCpu(city, () =>
          liveCases(city.rehearsal, city.identity, story, { clients, seconds, most: 1_000_000, next, until, ...part }),
        );
        const [failure] = city.rehearsal.failures();
        if (failure) throw new Error(`Failed in the background: ${failure}`);
        if (until === 'decided') lived += measured.cases;
        else if (until === 'in-process') left += measured.cases;
        say(
          `${what}: ${measured.cases} cases, ${measured.tasks} tasks in ${measured.seconds.toFixed(1)} s; ${(measured.tasks / measured.seconds).toFixed(0)} tasks a second`,
        );
        return measured;
      };
      const pattern = (await live('warm-up', { most: 300 })).ids[0] as string;
      const [open] = (await live('left in process', { most: 20, until: 'in-process' })).ids as [string];
      await city.rehearsal.settle();
      await live('up to a thousand stored', { most: Math.max(1, 1_000 - lived - left), seconds: 60 });
      await city.rehearsal.stopJobs();
      /** Whole lives, then the tasks of cases that were handed in before. */
      const both = async (what: string): Promise<{ lives: Measured; tasks: Measured }> => {
        const lives = await live(`whole lives, ${what}`);
        const { ids } = await live('handed in', { until: 'handed-in', seconds: seconds * 2, most: seconds * 100 });
        const work = (): Promise<Measured> => live(`tasks, ${what}`, { ready: ids, seconds: 300 });
        return { lives, tasks: options['profile'] ? await profiledRun(work, say) : await work() };
      };
      const few = await both('about 1,000 stored');
      const shapes = { closed: await shapeOf(city.rehearsal, pattern), open: await shapeOf(city.rehearsal, open) };
      const began = performance.now();
      await inBulk(city.rehearsal.foundations.database, async () => {
        await seed(city, say, open, inProcess, 'P');
        await seed(city, say, pattern, stored - inProcess, 'C');
      });
      await city.rehearsal.foundations.database.pool.query('vacuum analyze');
      await checkShape(city, shapes);
      say(
        `${stored} cases stored, ${inProcess} of them in process, in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
      );
      await live('warm again', { most: 200 });
      const many = await both(`about ${stored} stored`);
      const list = await workLists(city, story);
      say('counting what is in the database');
      await city.rehearsal.startJobs();
      await city.rehearsal.settle();
      const counted = await countLives(city, story, lived, left);
      const round = (value: number): number => Math.round(value * 100) / 100;
      const rate = ({ lives, tasks }: { lives: Measured; tasks: Measured }) => ({
        tasks_per_second: round(tasks.tasks / tasks.seconds),
        cases_per_second: round(lives.cases / lives.seconds),
      });
      const now = rate(many);
      const before = rate(few);
      return {
        ...now,
        times_ningbo: round(now.cases_per_second / NINGBO_PER_SECOND),
        loss_at_1m: round(1 - now.cases_per_second / before.cases_per_second),
        tasks_loss_at_1m: round(1 - now.tasks_per_second / before.tasks_per_second),
        worklist_p95_ms: list.p95,
        worklist: list,
        task_ms: spread(many.tasks.taskMs),
        case_ms: spread(many.lives.caseMs),
        with_1000_stored: before,
        stored,
        in_process: inProcess,
        cpu_cores: { tasks: many.tasks.cpu, lives: many.lives.cpu },
        cpu_ms_per_task: perPiece(many.tasks, many.tasks.tasks),
        cpu_ms_per_case: perPiece(many.lives, many.lives.cases),
        bound_by: boundBy(many.tasks.cpu),
        clients,
        counted,
        shape: shapes,
        postgres: city.postgres,
        database: `embedded PostgreSQL ${city.postgres}, fsync and synchronous_commit on, on this machine`,
        cases_per_second_means:
          'whole lives: opening with two prefill calls, three files scanned, sealed and stored, handing in, acceptance, three opinions at the same time, decision, notices, events, audit chained and signed',
        tasks_per_second_means:
          'tasks that officers end (acceptance, three opinions, decision) in cases handed in before, with notices, events and audit; each a request of its own',
        stand_ins: [
          'signing in (accounts are given)',
          'the network (requests enter the HTTP server in process)',
          'stored cases beyond those driven are copies of real ones, written in bulk',
        ],
      };
    } finally {
      await city.stop();
    }
  },
};

async function seed(
  city: BenchCity,
  say: BenchContext['say'],
  pattern: string,
  count: number,
  mark: string,
): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    await seedCases(city.rehearsal, pattern, Math.min(BATCH, count - done), `${mark}${done / BATCH}`);
    say(`  ${Math.min(done + BATCH, count)} of ${count} written`);
  }
}

/** A seeded case has the rows a real one has. */
async function checkShape(city: BenchCity, shapes: Record<'closed' | 'open', Record<string, number>>): Promise<void> {
  for (const [mark, real] of [
    ['P', shapes.open],
    ['C', shapes.closed],
  ] as const) {
    const { rows } = await city.rehearsal.foundations.database.pool.query<{ id: string }>(
      `select id from cases.case where case_no = $1`,
      [`${mark}0-7`],
    );
    const id = rows[0]?.id;
    if (id === undefined) continue;
    const seeded = JSON.stringify(await shapeOf(city.rehearsal, id));
    if (seeded !== JSON.stringify(real))
      throw new Error(`A seeded case has ${seeded}, a real one ${JSON.stringify(real)}`);
  }
}

/** The work list as officers open it: of one office, of all, filtered, searched, and further pages. */
async function workLists(
  city: BenchCity,
  story: ReviewStory,
): Promise<{ p50: number; p95: number; p99: number; requests: number }> {
  const all: StaffActor = {
    ...officer(story.office),
    accountId: 'bench-lead',
    permissions: permissionsOf(['window-lead']),
    organisations: 'all',
  };
  const times: number[] = [];
  const get = async (who: StaffActor, query: string): Promise<{ next?: string }> => {
    const from = performance.now();
    const answer = await city.rehearsal.request(who, { path: `/api/work/tasks?limit=20${query}` });
    times.push(performance.now() - from);
    if (answer.status !== 200)
      throw new Error(`The work list was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const desks = [officer(story.office), ...story.advisers.map(officer), all];
  for (let turn = 0; turn < 40; turn += 1) {
    for (const who of desks) {
      const { next } = await get(who, '');
      if (next) await get(who, `&cursor=${encodeURIComponent(next)}`);
      await get(who, '&light=green');
      await get(who, '&light=red');
      await get(who, `&q=P0-${turn * 7}`);
    }
  }
  const [, ...rest] = times;
  const at = (share: number): number => Math.round(percentile(rest, share) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), requests: rest.length };
}

async function profiledRun<T>(measure: () => Promise<T>, say: BenchContext['say']): Promise<T> {
  const { result, byPackage, byFunction } = await profiled(measure);
  for (const { where, share } of byPackage) say(`  ${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
  say('  by function');
  for (const { where, share } of byFunction) say(`  ${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
  return result;
}

/** CPU used meanwhile, in cores. */
async function withCpu<T>(city: BenchCity, work: () => Promise<T>): Promise<T & { cpu: Share }> {
  const before = cpuSeconds(city.serverPid);
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1_000;
  const after = cpuSeconds(city.serverPid);
  const cores = (used: number): number => Math.round((used / seconds) * 100) / 100;
  const node = after.node - before.node;
  const postgres = after.server - before.server;
  return {
    ...result,
    cpu: {
      node: cores(node),
      postgres: cores(postgres),
      others: cores(Math.max(0, after.machine - before.machine - node - postgres)),
    },
  };
}

const spread = (values: readonly number[]): { p50: number; p99: number } => ({
  p50: Math.round(percentile([...values], 0.5) * 10) / 10,
  p99: Math.round(percentile([...values], 0.99) * 10) / 10,
});

const perPiece = ({ cpu, seconds }: Measured, pieces: number): { node: number; postgres: number } => ({
  node: Math.round((cpu.node * seconds * 100_000) / pieces) / 100,
  postgres: Math.round((cpu.postgres * seconds * 100_000) / pieces) / 100,
});

function boundBy({ node, postgres, others }: Share): string {
  const cores = availableParallelism();
  const used = `node ${node}, PostgreSQL ${postgres}, other programs ${others} of ${cores} cores`;
  if (others > 0.2 && node + postgres + others > cores * 0.9)
    return `other programs on this machine took part of its CPU; not a fair measure (${used})`;
  if (node + postgres > cores * 0.9) return `the CPU of this machine (${used})`;
  if (node > 0.9) return `the one JavaScript thread (${used})`;
  return `waiting, mostly for commits to reach the disk (${used})`;
}
