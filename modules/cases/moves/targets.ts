import type { Type } from 'typebox';
import type { CaseTools } from '../module.ts';
import type { TargetVersion } from './shapes.ts';

/** The versions in force of each matter, the newest first: cases may be moved to any of them. */
export async function targetsOf(
  { matters }: Pick<CaseTools, 'matters'>,
  ids: readonly string[],
): Promise<Map<string, Type.Static<typeof TargetVersion>[]>> {
  const used = (await matters.versions([...new Set(ids)])).filter(({ inForce }) => inForce);
  const byMatter = Map.groupBy(used, ({ matter }) => matter);
  return new Map(
    [...byMatter].map(([matter, versions]) => [
      matter,
      versions.map(({ version, since, inUse }) => ({ version, since: since.toISOString(), inUse })),
    ]),
  );
}
