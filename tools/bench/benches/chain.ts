import { availableParallelism } from 'node:os';
import { wholeOption, type Bench, type BenchContext } from '../bench.ts';
import { openBenchCity, type BenchCity } from '../chain/city.ts';
import { countChains } from '../chain/count.ts';
import { driveChains, type Drive, type Driven } from '../chain/drive.ts';
import { fillRegistries } from '../chain/fill-registries.ts';
import { readStory, type Story } from '../chain/story.ts';
import { cpuSeconds, percentile } from '../machine.ts';
import { profiled } from '../profile.ts';

/** Ningbo's load: 11,541,500 cases in 151 days (domain facts). */
const NINGBO_PER_SECOND = 11_541_500 / (151 * 86_400);
const MOST_CHAINS = 5_000;

/** Cores in use on the average; `others` is what else ran on the machine. */
type Share = { node: number; postgres: number; others: number };

export const bench: Bench = {
  what: 'Whole chains: form prefilled through the interface, decided at once, licence signed (SM2), case closed, all of it audited; once without and once with the signed PDF.',
  unit: 'chains a second',
  async run({ options, say }: BenchContext) {
    const story = readStory(typeof options['matter'] === 'string' ? options['matter'] : undefined);
    const people = wholeOption(options, 'people', 50_000);
    const seconds = wholeOption(options, 'seconds', 30);
    const clients = wholeOption(options, 'clients', 16);
    say(`story ${story.matter}/${story.scenario} of ${story.packIds.join(', ')}; starting PostgreSQL and the modules`);
    const city = await openBenchCity(story);
    try {
      const rows = await fillRegistries(city.rehearsal, story, people);
      say(`${people} people in ${rows} rows of the lake; base registries built`);
      let person = 0;
      const next = (): number | undefined => (person < people ? person++ : undefined);
      const drive = async (what: string, part: Omit<Drive, 'next' | 'clients'>): Promise<Driven & { cpu: Share }> => {
        const driven = await withCpu(city, () =>
          driveChains(city.rehearsal, city.identity, story, { ...part, clients, next }),
        );
        const failures = city.rehearsal.failures();
        if (failures.length > 0)
          throw new Error(`Failed in the background: ${failures[0]} (${failures.length} in all)`);
        say(
          `${what}: ${driven.chains} chains in ${driven.seconds.toFixed(1)} s, ${driven.perSecond.toFixed(1)} a second`,
        );
        return driven;
      };
      const warm = await drive('warm-up', { seconds: 8, most: 400, until: 'closed' });
      await city.rehearsal.settle();
      const withPdf = await drive('with the signed PDF', { seconds, most: MOST_CHAINS, until: 'file-stored' });
      await city.rehearsal.stopJobs();
      const measure = (): Promise<Driven & { cpu: Share }> =>
        drive('licence signed, case closed', { seconds, most: MOST_CHAINS, until: 'closed' });
      const closed = options['profile'] ? await profiledDrive(measure, say) : await measure();
      say('counting what is in the database, walking the audit');
      const counted = await countChains(
        city.rehearsal,
        city.identity,
        story,
        city.folder,
        warm.chains + withPdf.chains + closed.chains,
      );
      return figures(story, { people, clients, closed, withPdf, counted, postgres: city.postgres });
    } finally {
      await city.stop();
    }
  },
};

async function profiledDrive<T>(measure: () => Promise<T>, say: BenchContext['say']): Promise<T> {
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
  const others = Math.max(0, after.machine - before.machine - node - postgres);
  return { ...result, cpu: { node: cores(node), postgres: cores(postgres), others: cores(others) } };
}

function figures(
  story: Story,
  {
    people,
    clients,
    closed,
    withPdf,
    counted,
    postgres,
  }: {
    people: number;
    clients: number;
    closed: Driven & { cpu: Share };
    withPdf: Driven & { cpu: Share };
    counted: object;
    postgres: string;
  },
): Record<string, unknown> {
  const round = (value: number): number => Math.round(value * 10) / 10;
  const both = (what: (times: Driven['times'][number]) => number): { p50: number; p99: number } => {
    const values = closed.times.map(what);
    return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
  };
  return {
    per_second: round(closed.perSecond),
    times_ningbo: round(closed.perSecond / NINGBO_PER_SECOND),
    with_pdf_per_second: round(withPdf.perSecond),
    with_pdf_times_ningbo: round(withPdf.perSecond / NINGBO_PER_SECOND),
    open_ms: both(({ open }) => open),
    submit_ms: both(({ submit }) => submit),
    submit_to_closed_ms: both(({ end }) => end),
    chains: closed.chains,
    seconds: round(closed.seconds),
    with_pdf_chains: withPdf.chains,
    clients,
    cpu_cores: closed.cpu,
    with_pdf_cpu_cores: withPdf.cpu,
    cpu_ms_per_chain: perChain(closed),
    with_pdf_cpu_ms_per_chain: perChain(withPdf),
    bound_by: boundBy(closed.cpu),
    with_pdf_bound_by: boundBy(withPdf.cpu),
    counted,
    story: { packs: story.packIds, matter: story.matter, scenario: story.scenario, people },
    postgres,
    database: `embedded PostgreSQL ${postgres}, fsync and synchronous_commit on, on this machine`,
    stand_ins: [
      'signing in (accounts are given)',
      'the network (requests enter the HTTP server in process)',
      "departments' files (rows are put into the lake's raw tables; the registry is built by the product)",
    ],
    per_second_means:
      'open, prefill with usage record and read record, submit, decision, licence record signed, case closed; the PDF is drawn afterwards by a job, here held back',
    with_pdf_means: 'the same with the signed PDF stored',
  };
}

const perChain = ({ cpu, perSecond }: Driven & { cpu: Share }): { node: number; postgres: number } => ({
  node: Math.round((cpu.node / perSecond) * 10_000) / 10,
  postgres: Math.round((cpu.postgres / perSecond) * 10_000) / 10,
});

/** What ran out first, by the CPU that was used. */
function boundBy({ node, postgres, others }: Share): string {
  const cores = availableParallelism();
  const used = `node ${node}, PostgreSQL ${postgres}, other programs ${others} of ${cores} cores`;
  if (others > 0.2 && node + postgres + others > cores * 0.9)
    return `other programs on this machine took part of its CPU; not a fair measure (${used})`;
  if (node + postgres > cores * 0.9) return `the CPU of this machine (${used})`;
  if (node > 0.9) return `the one JavaScript thread (${used})`;
  return `waiting, mostly for commits to reach the disk (${used})`;
}
