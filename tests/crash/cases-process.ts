// The product on a database it is given, with officers and applicants at work in it until it is killed: `node cases-process.ts <json>`.
import { randomInt } from 'node:crypto';
import { openRehearsal } from '@apps/server/rehearsal.ts';
import { scenarioIdentity, type ScenarioIdentity } from '@apps/server/scenario-stand-ins.ts';
import type { PersonActor } from '@platform/access';
import { systemClock } from '@platform/kernel';
import type { CaseMessage, MessageChannel } from '@modules/cases/contract';
import { officer } from '@tools/bench/cases/lives.ts';
import { readReviewStory } from '@tools/bench/cases/review-pack.ts';

export type CasesOrder = {
  databaseUrl: string;
  folder: string;
  /** Persons already used. */
  from: number;
  clients: number;
  /** Only end what is open, then stop. */
  finish: boolean;
};
/** What the process tells: an act that was answered with success, an answer that nobody should get, and messages that go out. */
export type Said =
  | { type: 'ready' }
  | { type: 'handed-in'; id: string; index: number }
  | { type: 'finished'; task: string }
  | { type: 'wrong'; what: string }
  | { type: 'send' | 'find'; no: number; key: string }
  | { type: 'over'; failures: string[] };

const order = JSON.parse(process.argv[2] as string) as CasesOrder;
const tell = (said: Said): void => void process.send?.(said);
const story = readReviewStory();

// The way messages go out is another program: it outlives this one, and its answer may be lost with it.
const waiting = new Map<number, (answer: string) => void>();
let asked = 0;
process.on('message', (said: string | { no: number; answer: string }) => {
  if (typeof said === 'string') return;
  waiting.get(said.no)?.(said.answer);
  waiting.delete(said.no);
});
function ask(type: 'send' | 'find', key: string): Promise<string> {
  asked += 1;
  const no = asked;
  return new Promise((resume, fail) => {
    const timer = setTimeout(() => fail(new Error('no answer')), 300);
    waiting.set(no, (answer) => {
      clearTimeout(timer);
      resume(answer);
    });
    tell({ type, no, key });
  });
}
const messages: MessageChannel = {
  send: async ({ key }: CaseMessage) => (await ask('send', key)) as 'sent',
  find: async (key) => (await ask('find', key)) as 'sent' | 'not-sent',
};

let identity: ScenarioIdentity | undefined;
const city = await openRehearsal({
  databaseUrl: order.databaseUrl,
  folder: order.folder,
  packs: story.packs,
  clock: systemClock,
  chainAudit: true,
  standIns(foundations) {
    identity = scenarioIdentity(foundations);
    return { identity: identity.port, messages };
  },
});
const { pool } = city.foundations.database;
tell({ type: 'ready' });

const desks = new Map([story.office, ...story.advisers].map((one) => [one, officer(one)]));

async function handIn(index: number): Promise<void> {
  const accountId = `crash-${index}`;
  const { subject } = (identity as ScenarioIdentity).admit({ accountId, ...story.person(index) });
  const person: PersonActor = { kind: 'person', accountId, subject };
  const opened = await city.request(person, { method: 'POST', path: '/api/cases', body: { matter: story.matter } });
  const { id, form } = opened.body as { id: string; form: object };
  const path = `/api/cases/${id}/submit`;
  const answer = await city.request(person, { method: 'POST', path, body: { form: { ...form, ...story.form } } });
  if (answer.status === 200) tell({ type: 'handed-in', id, index });
}

/** Ends some open task; now and then two officers press the button at the same time, or another client was first (409). False where nothing can be done. */
async function finishOne(): Promise<boolean> {
  const { rows } = await pool.query<{ id: string; organisation: string; link: string }>(
    `select id, organisation, link from cases.task where state = 'open' and kind = 'user' order by md5(id::text || $1) limit 1`,
    [randomInt(1_000_000)],
  );
  const [task] = rows;
  if (!task) return false;
  const result = { accept: 'accept', opinion: 'agree', decide: 'approve' }[task.link] ?? 'done';
  const press = () =>
    city.request(desks.get(task.organisation) as NonNullable<ReturnType<typeof desks.get>>, {
      method: 'POST',
      path: `/api/work/tasks/${task.id}/complete`,
      body: { result, opinion: '同意' },
    });
  const answers = await Promise.all(randomInt(4) === 0 ? [press(), press()] : [press()]);
  if (answers.some(({ status }) => status === 200)) tell({ type: 'finished', task: task.id });
  const wrong = answers.find(({ status }) => status !== 200 && status !== 409);
  if (!wrong) return true;
  const { code } = wrong.body as { code?: string };
  tell({ type: 'wrong', what: `task ${task.id} (${task.link}) was answered ${wrong.status} ${code ?? ''}` });
  return false;
}

let next = order.from;
async function client(): Promise<void> {
  for (;;) {
    const worked = !order.finish && randomInt(3) === 0 ? (await handIn(next++), true) : await finishOne();
    if (!worked && order.finish) return;
    if (!worked) await handIn(next++);
  }
}
const sending = setInterval(() => {
  void city.foundations.database
    .forModule('cases')
    .transaction((tx) =>
      tx.run({
        parts: [`select platform.enqueue_job('cases.send-messages', '{}'::json, null, null, null, 'send')`],
        values: [],
      }),
    )
    .catch(() => undefined);
}, 200);
await Promise.all(Array.from({ length: order.clients }, client));
clearInterval(sending);
await city.settle();
await city.sequencer?.run();
tell({ type: 'over', failures: city.failures() });
// Answers of the gateway still come in meanwhile.
process.on('message', (word) => {
  if (word === 'stop') void city.stop().then(() => process.exit(0));
});
