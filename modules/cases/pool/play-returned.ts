import type { CaseTools } from '../module.ts';
import { samplesThere } from '../store/returned.ts';
import { sampleCases, type SampleLine } from './sample-cases.ts';
import { takeReturned } from './take-returned.ts';

/** What a demo pack says departments' own systems handled before the demo began. */
type Sample = { systems: { system: string; lines: SampleLine[] }[] };

const FILE = 'sample/returned-cases.json';
const AT_ONCE = 500;

/**
 * Lays what the demo's departments handled in their own systems in the last months, once: through the same checks as all that is returned, marked as invented. All or nothing, so a
 * start that was cut short lays it anew. Goes on beside the start; never fails, what went wrong is in the log.
 */
export async function playReturned(tools: CaseTools): Promise<number> {
  if (!tools.settings.demo) return 0;
  try {
    const texts = tools.packs.packs.flatMap(({ id }) => tools.packs.findText(`${id}/${FILE}`) ?? []);
    if (texts.length === 0) return 0;
    return await tools.db.transaction(async (tx) => {
      if (await samplesThere(tx)) return 0;
      let laid = 0;
      for (const { system, lines } of texts.flatMap((text) => (JSON.parse(text) as Sample).systems)) {
        const organisation = tools.packs.find('applications', system)?.value.organisation;
        if (organisation === undefined) continue;
        const cases = lines.flatMap((line) => {
          const matter = tools.matters.find(line.matter);
          return matter ? sampleCases(line, matter, tools.calendar, tools.clock.now()) : [];
        });
        for (let from = 0; from < cases.length; from += AT_ONCE) {
          const answers = await takeReturned(
            tools,
            tx,
            { applicationId: system, organisation },
            cases.slice(from, from + AT_ONCE),
            true,
          );
          const faulty = answers.find(({ outcome }) => outcome === 'faulty');
          if (faulty)
            throw new Error(
              `${system} ${faulty.ownNo}: ${faulty.faults?.map(({ code, path }) => `${code} ${path}`).join(', ')}`,
            );
          laid += answers.length;
        }
      }
      return laid;
    });
  } catch (error) {
    tools.log.warn({ module: 'cases', error: error as Error }, 'the demo’s returned cases could not be laid');
    return 0;
  }
}
