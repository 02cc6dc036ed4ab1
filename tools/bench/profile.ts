import { Session, type Profiler } from 'node:inspector/promises';

/** One place where CPU time went, by the function's own time. */
export type Cost = { where: string; share: number };

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)/;
const OURS = /\/((?:platform|modules|apps|tools)\/[^?]+)$/;

/** Profiles this process while `work` runs; the largest costs by file or package, and by function. */
export async function profiled<T>(
  work: () => Promise<T>,
): Promise<{ result: T; byPackage: Cost[]; byFunction: Cost[] }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1_000 });
  await session.post('Profiler.start');
  try {
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, ...costsOf(profile) };
  } finally {
    session.disconnect();
  }
}

function costsOf(profile: Profiler.Profile): { byPackage: Cost[]; byFunction: Cost[] } {
  const own = new Map<number, number>();
  for (const [index, id] of (profile.samples ?? []).entries())
    own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  for (const { id, callFrame } of profile.nodes) {
    const time = own.get(id) ?? 0;
    const { functionName, url } = callFrame;
    if (functionName === '(idle)') continue;
    total += time;
    const file = OURS.exec(url)?.[1] ?? (PACKAGE.exec(url)?.[1] || url || functionName);
    const group =
      PACKAGE.exec(url)?.[1] ??
      OURS.exec(url)?.[1]?.split('/').slice(0, 2).join('/') ??
      (url.startsWith('node:') ? url : functionName || 'native');
    packages.set(group, (packages.get(group) ?? 0) + time);
    const where = `${functionName || '(anonymous)'} ${file}`;
    functions.set(where, (functions.get(where) ?? 0) + time);
  }
  const largest = (costs: Map<string, number>): Cost[] =>
    [...costs]
      .map(([where, time]) => ({ where, share: Math.round((time / total) * 1000) / 1000 }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 15);
  return { byPackage: largest(packages), byFunction: largest(functions) };
}
