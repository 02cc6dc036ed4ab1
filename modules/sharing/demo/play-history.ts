import { permissionsOf, type StaffActor } from '@platform/access';
import { addDays, manualClock, shanghaiDate, startOfShanghaiDay, type PlainDate } from '@platform/kernel';
import { deliver, lockedRequest, perform, take } from '../act.ts';
import type { Own } from '../deps.ts';
import type { Command } from '../domain/decide.ts';
import type { Asked } from '../domain/request.ts';
import { actAs, type Role } from '../features/parties.ts';
import { createRequest, submit } from '../features/hand-in-request.ts';
import { countRequests } from '../store/requests.ts';

/** What a demo pack says happened: requests of its departments in the last weeks, told by working days before today. */
type History = {
  requests: {
    by: string;
    workdaysAgo: number;
    asked: Omit<Asked, 'until' | 'from'> & { days: number };
    acts: { after: number; by: string; as: Role; command: Command | { do: 'hand-over'; interface: string } }[];
  }[];
};

const FILE = 'sample/sharing-history.json';

/**
 * Lays the requests of a demo's last weeks, once, when there are none: through the same rules and clocks as every request, only at the times at which they
 * happened. So the boards of a new demo have something to show, and silence is seen.
 */
export async function playHistory(own: Own): Promise<number> {
  const texts = own.packs.packs.flatMap(({ id }) => own.packs.findText(`${id}/${FILE}`) ?? []);
  if (texts.length === 0) return 0;
  const there = await own.database.read((tx) =>
    countRequests(tx, { parties: undefined, draftsOf: '', now: own.clock.now() }),
  );
  if (there > 0) return 0;
  let played = 0;
  for (const text of texts) {
    for (const one of (JSON.parse(text) as History).requests) {
      await playRequest(own, one);
      played += 1;
    }
  }
  return played;
}

async function playRequest(own: Own, one: History['requests'][number]): Promise<void> {
  const now = own.clock.now();
  const began = workdaysBefore(own, shanghaiDate(now), one.workdaysAgo);
  const clock = manualClock(morning(began, 0));
  const past: Own = { ...own, clock };
  const { days, ...asked } = one.asked;
  const id = own.ids.next();
  const trace = `demo:${id}`;
  const applicant = officerOf(one.by);
  await perform(past, { actor: applicant, trace, request: id }, async (acting) => {
    const draft = await createRequest(past, acting, applicant, id, { ...asked, until: addDays(began, days) });
    await submit(past, acting, applicant, draft);
  });
  for (const [index, act] of one.acts.entries()) {
    clock.set(morning(own.calendar.addWorkdays(began, act.after), index + 1));
    if (clock.now() > now) return;
    const actor = officerOf(act.by);
    await perform(past, { actor, trace, request: id }, async (acting) => {
      const row = await lockedRequest(acting.tx, id);
      const by = actAs(actor, row.document, [act.as]);
      const { command } = act;
      if (command.do === 'hand-over')
        await deliver(past, acting, row, { interface: command.interface, automatic: false, by, actor });
      else await take(past, acting, row, command, { by, actor });
    });
  }
}

const morning = (date: PlainDate, act: number): Date =>
  new Date(startOfShanghaiDay(date).getTime() + (9 * 60 + 40 + act * 37) * 60_000);

function workdaysBefore(own: Own, date: PlainDate, days: number): PlainDate {
  let day = date;
  while (own.calendar.workdaysBetween(day, date) < days) day = addDays(day, -1);
  return own.calendar.isWorkday(day) ? day : own.calendar.addWorkdays(day, 1);
}

/** Whoever did it then; the demo names departments, not people. */
const officerOf = (organisation: string): StaffActor => ({
  kind: 'staff',
  accountId: `demo-history-${organisation}`,
  organisation,
  roles: ['department-data-officer', 'sharing-authority'],
  permissions: permissionsOf(['department-data-officer', 'sharing-authority']),
  organisations: [organisation],
});
