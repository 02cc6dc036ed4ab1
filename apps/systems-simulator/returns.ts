import type { Log } from '@platform/log';
import { citizenIdCheckDigit } from '@platform/kernel';
import { YiwangError, type Client, type HandledCase } from '@tools/sdk';
import { chance, type Habits } from './habits.ts';

export type Person = { number: string; name: string };
type Fate = 'plain' | 'doubled' | 'late' | 'wrong' | 'never-right';

/** How cases are returned: mostly as they should be, some twice, some in the wrong order, some wrong and corrected later, a few never. */
const FATES: readonly [number, Fate][] = [
  [0.15, 'doubled'],
  [0.27, 'late'],
  [0.39, 'wrong'],
  [0.42, 'never-right'],
];

type Returning = {
  yiwang: Client;
  application: string;
  habits: Habits;
  log: Log;
  taskCodes: readonly string[];
  people: readonly Person[];
  pause: (ms: number) => Promise<void>;
  signal: AbortSignal;
  /** A case has been answered, whatever the answer. */
  onReturned: () => void;
};

/** Handles cases of its own whole, one after the other, and returns them (数据回传), until it is stopped. */
export async function returnCases({
  yiwang,
  application,
  habits,
  log,
  pause,
  signal,
  onReturned,
  ...of
}: Returning): Promise<void> {
  const begun = new Date().toISOString().replace(/\D/g, '').slice(2, 14);
  const send = async (what: string, cases: HandledCase[]): Promise<void> => {
    try {
      for (const { ownNo, version, outcome, faults } of await yiwang.returnCases(cases, signal)) {
        onReturned();
        log.info(
          { application, ownNo, version, what, outcome, faults: faults?.map(({ code }) => code) },
          'case returned',
        );
      }
    } catch (error) {
      if (signal.aborted) return;
      // Whatever did not get through is sent with the next version: nothing is lost by it.
      log.warn(
        { application, what, code: error instanceof YiwangError ? error.code : (error as Error).name },
        'case not returned',
      );
    }
  };
  for (let count = 1; !signal.aborted; count += 1) {
    await pause(habits.returnMs);
    if (signal.aborted) return;
    const turn = [habits.seed, application, begun, String(count)];
    const draw = (what: string): number => chance(what, ...turn);
    const fate = FATES.find(([below]) => draw('fate') < below)?.[1] ?? 'plain';
    const pick = <T>(from: readonly T[], what: string): T => from[Math.floor(draw(what) * from.length)] as T;
    const person = of.people.length > 0 && draw('whose') < 0.25 ? pick(of.people, 'person') : invented(draw);
    const received: HandledCase = {
      ownNo: `JZ${begun}-${count}`,
      version: 1,
      taskCode: pick(of.taskCodes, 'matter'),
      applicant: person,
      channel: draw('channel') < 0.7 ? 'online' : 'window',
      state: 'received',
      submittedAt: new Date().toISOString(),
      visits: draw('channel') < 0.7 ? 0 : 1,
      steps: [{ name: '收件', nameEn: 'Received', at: new Date().toISOString() }],
    };
    const wrong = { ...received, applicant: { ...person, number: flipped(person.number) } };
    const soon = Math.min(habits.returnMs, 8_000);
    if (fate === 'wrong' || fate === 'never-right') await send('with a wrong number', [wrong]);
    else if (fate === 'doubled') await Promise.all([send('twice', [received]), send('twice', [received])]);
    else if (fate === 'plain') await send('received', [received]);
    if (fate === 'never-right') continue;
    await pause(soon);
    if (signal.aborted) return;
    await send('decided', [decided(received)]);
    if (fate === 'late') await send('late', [received]);
  }
}

function decided(received: HandledCase): HandledCase {
  const at = new Date().toISOString();
  return {
    ...received,
    version: 2,
    state: 'closed',
    acceptedAt: at,
    decidedAt: at,
    endedAt: at,
    outcome: 'approved',
    steps: [
      ...received.steps,
      { name: '受理', nameEn: 'Accepted', at },
      { name: '系统核查通过（模拟）', nameEn: 'Checked by the system (simulated)', at },
    ],
    result: { title: '办理结果（模拟系统返回）', number: received.ownNo },
  };
}

/** Somebody who does not exist: of the reserved area 99. */
function invented(draw: (what: string) => number): Person {
  const two = (what: string, most: number): string => String(1 + Math.floor(draw(what) * most)).padStart(2, '0');
  const first = `990202${1960 + Math.floor(draw('year') * 45)}${two('month', 12)}${two('day', 28)}${100 + Math.floor(draw('serial') * 899)}`;
  return { number: first + citizenIdCheckDigit(first), name: `演示${two('name', 99)}` };
}

const flipped = (number: string): string => `${number.slice(0, -1)}${number.endsWith('1') ? '2' : '1'}`;
