import type { Matter } from '../contract/index.ts';
import { OUTCOMES } from './decide-matter.ts';

/** Stands for a reason that the matter in use does not declare. */
export const UNLISTED = 'unlisted';

/**
 * What a back-test tells of a decision: a known outcome (any other would be routed), and a reason that the matter in use declares. Nothing else:
 * a draft may put whatever it read of an applicant into its outputs, and whoever tries it need not be allowed to see cases.
 */
export function toldOutputs(
  reasons: Readonly<Record<string, unknown>>,
): (outputs: Record<string, unknown>) => Record<string, unknown> {
  return ({ outcome, reason }) => ({
    outcome: OUTCOMES.includes(outcome) ? outcome : 'route',
    reason:
      reason === null || reason === undefined
        ? null
        : typeof reason === 'string' && Object.hasOwn(reasons, reason)
          ? reason
          : UNLISTED,
  });
}

/** What the inputs of a decision say of the applicant, by where it was read: `matter:<id>` (the application), `registry:<id>`. */
export function fieldsRead({ id, decision }: Pick<Matter, 'id' | 'decision'>): ReadonlyMap<string, string[]> {
  const read = new Map<string, string[]>();
  for (const path of Object.values(decision.inputs)) {
    const [source, ...parts] = path.split('.');
    const [resource, field] =
      source === '$data'
        ? [`registry:${parts[0]}`, parts[1]]
        : source === '$form' || source === '$applicant'
          ? [`matter:${id}`, parts[0]]
          : [];
    if (resource === undefined || field === undefined) continue;
    read.set(resource, [...new Set([...(read.get(resource) ?? []), field])]);
  }
  return read;
}
