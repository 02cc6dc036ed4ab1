import type { Rehearsal } from '@apps/server/rehearsal.ts';
import type { ScenarioIdentity } from '@apps/server/scenario-stand-ins.ts';
import type { PersonActor } from '@platform/access';
import type { Story } from './story.ts';

/** One person's way through the city, in milliseconds: the two requests, and from the submit's answer until the end was seen. */
export type ChainTimes = { open: number; submit: number; end: number };

/** What was driven: chains that ended within `seconds`, and the times of each. */
export type Driven = { chains: number; seconds: number; perSecond: number; times: ChainTimes[] };

export type Drive = {
  clients: number;
  seconds: number;
  /** No more chains than this. */
  most: number;
  /** The end a chain is waited for: its licence signed and the case closed, or the signed PDF stored as well. */
  until: 'closed' | 'file-stored';
  /** The next person; undefined when all have been. */
  next: () => number | undefined;
};

type Answer = {
  id: string;
  form: Record<string, unknown>;
  state: string;
  decision?: { outcome: string; instant: boolean };
};

/** How often it is asked which chains have ended; a chain's end is seen this much late at most. */
const LOOK_MS = 20;
/** A chain that takes longer has failed. */
const LONGEST_MS = 60_000;

/** Clients work side by side, each with one person at a time, and go on with the next when a person's case is over. */
export async function driveChains(
  rehearsal: Rehearsal,
  identity: ScenarioIdentity,
  story: Story,
  drive: Drive,
): Promise<Driven> {
  const { ids } = rehearsal.foundations;
  const ends = lookForEnds(rehearsal, drive.until);
  const times: ChainTimes[] = [];
  const started = performance.now();
  let begun = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - started < drive.seconds * 1_000 && begun < drive.most) {
      const index = drive.next();
      if (index === undefined) return;
      begun += 1;
      const accountId = ids.next();
      const { subject } = identity.admit({ accountId, ...story.person(index) });
      const person: PersonActor = { kind: 'person', accountId, subject };
      const from = performance.now();
      const opened = await post(rehearsal, person, '/api/cases', { matter: story.matter });
      const filled = performance.now();
      const answer = await post(rehearsal, person, `/api/cases/${opened.id}/submit`, {
        form: { ...opened.form, ...story.form },
      });
      const decided = performance.now();
      if (answer.decision?.outcome !== 'approved' || !answer.decision.instant) {
        throw new Error(
          `A case was not decided at once in the applicant's favour but is ${answer.state}, ${JSON.stringify(answer.decision)}`,
        );
      }
      await ends.of(opened.id);
      times.push({ open: filled - from, submit: decided - filled, end: performance.now() - decided });
    }
  };
  try {
    await Promise.all(Array.from({ length: drive.clients }, client));
  } finally {
    await ends.stop();
  }
  const seconds = (performance.now() - started) / 1_000;
  return { chains: times.length, seconds, perSecond: times.length / seconds, times };
}

async function post(rehearsal: Rehearsal, as: PersonActor, path: string, body: object): Promise<Answer> {
  const answer = await rehearsal.request(as, { method: 'POST', path, body });
  if (answer.status >= 300)
    throw new Error(
      `POST ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}; ${rehearsal.failures()[0] ?? ''}`,
    );
  return answer.body as Answer;
}

const QUESTIONS = {
  closed: `select c.id from cases.case c join licences.licence l on l.case_id = c.id where c.id = any($1) and c.state = 'closed'`,
  'file-stored': `select c.id from cases.case c join licences.licence l on l.case_id = c.id where c.id = any($1) and c.state = 'closed' and l.file_id is not null`,
} as const;

/** One look into the database for all who wait, so that waiting costs next to nothing. */
function lookForEnds(
  rehearsal: Rehearsal,
  until: Drive['until'],
): { of(caseId: string): Promise<void>; stop(): Promise<void> } {
  const waiting = new Map<string, { since: number; done: () => void; failed: (error: Error) => void }>();
  let stopped = false;
  const looking = (async () => {
    while (!stopped) {
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
      if (waiting.size === 0) continue;
      const { rows } = await rehearsal.foundations.database.pool.query<{ id: string }>(QUESTIONS[until], [
        [...waiting.keys()],
      ]);
      for (const { id } of rows) {
        waiting.get(id)?.done();
        waiting.delete(id);
      }
      for (const [id, { since, failed }] of waiting) {
        if (performance.now() - since > LONGEST_MS)
          failed(new Error(`The case ${id} did not come to its end in a minute: ${rehearsal.failures().join('; ')}`));
      }
    }
  })();
  return {
    of: (caseId) => new Promise((done, failed) => waiting.set(caseId, { since: performance.now(), done, failed })),
    async stop() {
      stopped = true;
      await looking;
    },
  };
}
