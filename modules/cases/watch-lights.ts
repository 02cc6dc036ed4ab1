import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { lightChanged } from './contract/index.ts';
import { LIGHTS, lightOf, nextLightAt, type Light } from './domain/clock.ts';
import type { CaseTools } from './module.ts';
import { insertEscalations, lockDueLights, setLights, type LightTold } from './store/lights.ts';

export const WATCH_LIGHTS = defineJob('cases.watch-lights', Type.Object({}));

const AT_ONCE = 200;

/** Whom a light is told: the handler, then the head, then the office of inspection (效能监察). */
const TOLD = { amber: 'handler', red: 'head', 'double-red': 'inspection' } as const;

/** Tells each change of a light once, in the transaction that keeps it. */
export function watchLights(tools: CaseTools): JobHandler {
  return jobHandler(WATCH_LIGHTS, async (_payload, { jobId }) => {
    for (let found = AT_ONCE; found === AT_ONCE; ) {
      found = await tools.db.transaction(async (tx) => {
        const now = tools.clock.now();
        const cases = await lockDueLights(tx, now, AT_ONCE);
        if (cases.length === 0) return 0;
        const lights: { id: string; light: Light; nextLightAt: Date | null }[] = [];
        const told: (LightTold & { index: number })[] = [];
        for (const [index, record] of cases.entries()) {
          const { deadline, statutory } = record;
          const light = deadline ? lightOf(deadline, now, statutory) : 'green';
          lights.push({ id: record.id, light, nextLightAt: deadline ? nextLightAt(deadline, statutory, light) : null });
          if (!deadline || light === 'green' || LIGHTS.indexOf(light) <= LIGHTS.indexOf(record.light ?? 'green'))
            continue;
          told.push({
            index,
            id: tools.ids.next(),
            case_id: record.id,
            organisation: record.organisation,
            light,
            told: TOLD[light],
            limit_at: light === 'double-red' && statutory ? statutory.at : deadline.at,
            at: now,
          });
        }
        const [, fresh] = await Promise.all([setLights(tx, lights), insertEscalations(tx, told)]);
        await Promise.all(
          told
            .filter(({ id }) => fresh.has(id))
            .map(({ index, light, told: whom }) => {
              const record = cases[index] as (typeof cases)[number];
              const { id: caseId, caseNo, matter, organisation, subject } = record;
              const dueDate = (light === 'double-red' ? record.statutory?.date : record.deadline?.date) ?? '';
              return tools.outbox.append(
                tx,
                lightChanged,
                `case:${caseId}`,
                { caseId, caseNo, matter, organisation, subject, light, told: whom, dueDate },
                `job:${jobId}`,
              );
            }),
        );
        return cases.length;
      });
    }
  });
}
