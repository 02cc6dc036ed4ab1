import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { allLive, catchUp, checkNews, compare, state, type Checked, type Found } from './compare.ts';
import { seeded } from './random.ts';
import type { CrashStage, Part } from './stage.ts';
import { lineOf, TABLES } from './tables.ts';

export type RoundOptions = {
  readonly seed: number;
  readonly kills: number;
  /** Of how many kills one is followed by a look at everything; the last always is. */
  readonly lookEvery: number;
  /** Only this is killed (`hub`, `rail`, …); all there is when undefined. */
  readonly only?: string;
  /** When nothing more is killed, whatever is left. */
  readonly until: number;
  say(line: string): void;
};

export type RoundReport = Omit<Found, 'faults'> & {
  kills: number;
  byTarget: Record<string, number>;
  commits: number;
  snapshots: number;
  looks: number;
  faults: string[];
};

/** Kills one part after the other under load, starts each again, and looks whether source and lake are the same. */
export async function playRounds(stage: CrashStage, options: RoundOptions): Promise<RoundReport> {
  const random = seeded(options.seed);
  const began = Date.now();
  const say = (line: string): void =>
    options.say(`${String(Math.round((Date.now() - began) / 1_000)).padStart(3)} s  ${line}`);
  const report: RoundReport = {
    kills: 0,
    byTarget: {},
    commits: 0,
    snapshots: 0,
    looks: 0,
    rows: 0,
    changes: 0,
    lost: 0,
    doubled: 0,
    differing: 0,
    faults: [],
  };
  const checked: Checked = { n: '0', seq: '0' };
  const starting = new Set<Promise<void>>();
  const nodes = stage.nodes;
  const nodePart = (node: number): Part => ({
    name: `node-${node}`,
    up: () => nodes?.up(node) ?? false,
    kill: async () => nodes?.kill(node),
    start: async () => nodes?.start(node),
  });
  /** By target's name: the parts that may be killed for it. */
  const all: { what: { target: string; parts: () => Promise<Part[]> }; weight: number }[] = [
    { what: { target: 'rail', parts: async () => [...stage.rails] }, weight: 4 },
    { what: { target: 'hub', parts: async () => [stage.hub] }, weight: 3 },
    { what: { target: 'source', parts: async () => [stage.source] }, weight: 3 },
    ...(nodes
      ? [
          { what: { target: 'node', parts: async () => [0, 1, 2].map(nodePart) }, weight: 2 },
          { what: { target: 'leader', parts: async () => (await nodes.leaders()).map(nodePart) }, weight: 4 },
        ]
      : []),
  ];
  const targets = all.filter(({ what }) => options.only === undefined || what.target === options.only);
  if (targets.length === 0)
    throw new Error(`Nothing here is called ${options.only}: ${all.map(({ what }) => what.target).join()}`);

  const look = async (): Promise<string> => {
    await Promise.all(starting);
    await stage.write(false);
    const ms = await catchUp(stage);
    const found = await compare(stage, checked);
    report.looks += 1;
    report.rows = found.rows;
    for (const name of ['changes', 'lost', 'doubled', 'differing'] as const) report[name] += found[name];
    report.faults.push(...found.faults);
    for (const fault of found.faults) say(`   ${fault}`);
    const said = found.faults.length === 0 ? 'equal' : 'DIFFERENT';
    return `${said}: ${found.rows} rows, ${found.changes} changes streamed, caught up in ${(ms / 1000).toFixed(1)} s`;
  };

  await allLive(stage);
  await stage.write(true);
  try {
    await rounds();
    // Whatever ended the rounds: once more when all tables are read and nothing is on its way.
    report.commits = (await stage.write(false)).committed;
    await Promise.all(starting);
    await allLive(stage);
    say(`at the end: ${await look()}`);
    const news = await checkNews(stage);
    report.faults.push(...news);
    for (const fault of news) say(`   ${fault}`);
  } catch (error) {
    report.faults.push((error as Error).message);
    say(`broke off: ${(error as Error).stack}`);
  }
  report.faults.push(...stage.unasked);
  for (const fault of stage.unasked) say(`   ${fault}`);
  if (report.faults.length > 0) {
    say(JSON.stringify(await state(stage).catch((error: Error) => error.message)));
    await stage.explain();
  }
  return report;

  async function rounds(): Promise<void> {
    for (let no = 1; no <= options.kills && Date.now() < options.until; no += 1) {
      await sleep(random.between(200, 1_800));
      const again = random.next() < 0.4 ? TABLES[random.between(0, TABLES.length - 1)] : undefined;
      if (again) {
        const asked = await stage.hubSql(
          `insert into exchange.run (id, line_id, reason, state, created_at, trace) values ($1, $2, 'asked', 'waiting', now(), 'crash') on conflict do nothing returning id`,
          [randomUUID(), lineOf(again)],
        );
        report.snapshots += asked.length;
        await sleep(random.between(0, 1_200));
      }
      let target = '';
      let part: Part | undefined;
      while (!part) {
        const picked = random.pick(targets);
        const parts = (await picked.parts()).filter((one) => one.up());
        target = picked.target;
        if (parts.length > 0) part = parts[random.between(0, parts.length - 1)];
        // All of them may be down; time has to pass until one is up.
        else await sleep(20);
      }
      const killed = part;
      const downMs = random.between(50, 2_000);
      await killed.kill();
      report.kills += 1;
      report.byTarget[target] = (report.byTarget[target] ?? 0) + 1;
      const back = sleep(downMs).then(() => killed.start());
      starting.add(back);
      // Sometimes the next one falls while this one is still down.
      const overlaps = random.next() < 0.3;
      if (!overlaps) await back;
      void back.then(
        () => starting.delete(back),
        () => undefined,
      );
      const looks = no % options.lookEvery === 0 || no === options.kills;
      let what = overlaps ? 'the next one meanwhile' : 'goes on';
      if (looks) {
        await sleep(random.between(300, 1_500));
        what = await look();
        await stage.write(no < options.kills);
      }
      say(
        `kill ${String(no).padStart(2)}  ${killed.name.padEnd(7)} down ${String(downMs).padStart(4)} ms${again ? `, ${again.name} read anew` : ''}: ${what}`,
      );
      if (report.faults.length > 0) break;
    }
  }
}
