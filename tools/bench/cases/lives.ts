import type { Rehearsal } from '@apps/server/rehearsal.ts';
import type { ScenarioIdentity } from '@apps/server/scenario-stand-ins.ts';
import { permissionsOf, type Actor, type PersonActor, type StaffActor } from '@platform/access';
import type { ReviewStory } from './review-pack.ts';

/** What was driven within `seconds`. */
export type Lived = { cases: number; tasks: number; seconds: number; taskMs: number[]; caseMs: number[] };

/** A small PDF by its content; what is scanned, sealed and stored. */
const FILE = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(20_000, 0x20), Buffer.from('\n%%EOF\n')]);

export function officer(organisation: string): StaffActor {
  const roles = ['clerk'];
  return {
    kind: 'staff',
    accountId: `bench-${organisation}`,
    organisation,
    roles,
    permissions: permissionsOf(roles),
    organisations: [organisation],
  };
}

/**
 * Clients work side by side, each with one case at a time, through its whole life: opened with prefill, three files, handed in, accepted, three
 * opinions, decided. Each act is a request to the product's own server.
 * `until`: left after hand-in, left after acceptance with its opinions open, or decided.
 */
export async function liveCases(
  rehearsal: Rehearsal,
  identity: ScenarioIdentity,
  story: ReviewStory,
  drive: {
    clients: number;
    seconds: number;
    most: number;
    next: () => number | undefined;
    until: 'decided' | 'in-process' | 'handed-in';
    /** Cases handed in before, to be worked through instead of new ones. */
    ready?: string[];
  },
): Promise<Lived & { ids: string[] }> {
  const office = officer(story.office);
  const advisers = story.advisers.map(officer);
  const taskMs: number[] = [];
  const caseMs: number[] = [];
  const ids: string[] = [];
  const started = performance.now();
  let begun = 0;
  const ask = async (
    as: Actor,
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object | Buffer,
    headers?: Record<string, string>,
  ): Promise<never> => {
    const answer = await rehearsal.request(as, {
      method,
      path,
      ...(body ? { body } : {}),
      ...(headers ? { headers } : {}),
    });
    if (answer.status >= 300)
      throw new Error(
        `${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}; ${rehearsal.failures()[0] ?? ''}`,
      );
    return answer.body;
  };
  const finish = async (who: StaffActor, task: string, result: string): Promise<void> => {
    const from = performance.now();
    await ask(who, 'POST', `/api/work/tasks/${task}/complete`, { result, opinion: '经审查，情况属实，符合规定' });
    taskMs.push(performance.now() - from);
  };
  const handIn = async (index: number): Promise<string> => {
    const accountId = rehearsal.foundations.ids.next();
    const { subject } = identity.admit({ accountId, ...story.person(index) });
    const person: PersonActor = { kind: 'person', accountId, subject };
    const { id, form }: { id: string; form: object } = await ask(person, 'POST', '/api/cases', {
      matter: story.matter,
    });
    const files: Record<string, string[]> = {};
    for (const field of story.files) {
      const announced = { field, name: `${field}.pdf`, size: FILE.length };
      const file: { id: string } = await ask(person, 'POST', `/api/cases/${id}/files`, announced);
      await ask(person, 'PATCH', `/api/cases/${id}/files/${file.id}`, FILE, {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      });
      files[field] = [file.id];
    }
    await ask(person, 'POST', `/api/cases/${id}/submit`, { form: { ...form, ...story.form, ...files } });
    return id;
  };
  const client = async (): Promise<void> => {
    while (performance.now() - started < drive.seconds * 1_000 && begun < drive.most) {
      const ready = drive.ready?.shift();
      const index = ready === undefined && !drive.ready ? drive.next() : 0;
      if (index === undefined || (drive.ready && ready === undefined)) return;
      begun += 1;
      const from = performance.now();
      const id = ready ?? (await handIn(index));
      ids.push(id);
      if (drive.until !== 'handed-in')
        await finish(office, (await openTasks(rehearsal, id)).get('accept') as string, 'accept');
      if (drive.until === 'decided') {
        const opinions = await openTasks(rehearsal, id);
        await Promise.all(advisers.map((who, n) => finish(who, opinions.get(`opinion_${n}`) as string, 'agree')));
        await finish(office, (await openTasks(rehearsal, id)).get('decide') as string, 'approve');
      }
      caseMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: drive.clients }, client));
  const seconds = (performance.now() - started) / 1_000;
  return { cases: caseMs.length, tasks: taskMs.length, seconds, taskMs, caseMs, ids };
}

/** The open tasks of a case, by node: what a clerk's page has at hand. One look-up by its index. */
async function openTasks(rehearsal: Rehearsal, caseId: string): Promise<Map<string, string>> {
  const { rows } = await rehearsal.foundations.database.pool.query<{ node: string; id: string }>({
    name: 'bench-open-tasks',
    text: `select node, id from cases.task where case_id = $1 and state = 'open'`,
    values: [caseId],
  });
  return new Map(rows.map(({ node, id }) => [node, id]));
}
