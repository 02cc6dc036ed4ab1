import {
  addDays,
  citizenIdCheckDigit,
  creditCodeCheckCharacter,
  shanghaiDate,
  startOfShanghaiDay,
  type PlainDate,
  type WorkingCalendar,
} from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import type { ReturnedCase } from './record.ts';

/** What a demo pack says a system handled of one matter: how many a month now, how that grew in a year, and how it went; shares are 0 to 1. */
export type SampleLine = {
  matter: string;
  prefix: string;
  perMonth: number;
  growth: number;
  months: number;
  applicant: 'person' | 'firm';
  online: number;
  instant: number;
  comesOnce: number;
  days: [number, number];
  late: number;
  refused: number;
  withdrawn: number;
  result: { zh: string; number: string };
};

const HOUR_MS = 3_600_000;

/** Numbers from 0 to 1, always the same for the same seed (xorshift). */
function drawn(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The cases of one line up to now, the oldest first: invented people and firms of the reserved area 99. */
export function sampleCases(line: SampleLine, matter: Matter, calendar: WorkingCalendar, now: Date): ReturnedCase[] {
  const draw = drawn([...line.matter].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7));
  const today = shanghaiDate(now);
  const made: ReturnedCase[] = [];
  for (let ago = line.months - 1; ago >= 0; ago -= 1) {
    const month = monthAgo(today, ago);
    const count = Math.round(line.perMonth * (1 + line.growth) ** (-ago / 12) * (0.85 + 0.3 * draw()));
    for (let serial = 1; serial <= count; serial += 1) {
      const day = addDays(month, Math.floor(draw() * 28));
      const at = new Date(startOfShanghaiDay(day).getTime() + (8.5 + 9 * draw()) * HOUR_MS);
      const one = sampleCase(
        line,
        matter,
        calendar,
        now,
        at,
        `${line.prefix}${month.slice(0, 7).replace('-', '')}${String(serial).padStart(4, '0')}`,
        draw,
      );
      if (at < now) made.push(one);
    }
  }
  return made;
}

function monthAgo(today: PlainDate, ago: number): PlainDate {
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 - ago;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

function sampleCase(
  line: SampleLine,
  { codes, limits }: Matter,
  calendar: WorkingCalendar,
  now: Date,
  at: Date,
  ownNo: string,
  draw: () => number,
): ReturnedCase {
  const instant = draw() < line.instant;
  const [least, most] = line.days;
  const late = draw() < line.late;
  const days = late
    ? limits.promise.days + 1 + Math.floor(draw() * 3)
    : least + Math.floor(draw() * (most - least + 1));
  const accepted = new Date(at.getTime() + (instant ? 1 : 2 + draw() * 20) * (HOUR_MS / 12));
  const workday = startOfShanghaiDay(calendar.addWorkdays(shanghaiDate(at), days));
  const decided = instant
    ? new Date(accepted.getTime() + HOUR_MS / 30)
    : new Date(workday.getTime() + (9 + 8 * draw()) * HOUR_MS);
  const fate = draw();
  const window = draw() >= line.online;
  const comes = window || draw() < line.comesOnce / 4 ? 1 : 0;
  const base = {
    ownNo,
    version: 1,
    taskCode: codes.taskCode,
    applicant: line.applicant === 'person' ? samplePerson(draw) : sampleFirm(draw),
    channel: window ? ('window' as const) : ('online' as const),
    submittedAt: at.toISOString(),
    visits: comes,
  };
  const received = { name: '收件', nameEn: 'Received', at: at.toISOString() };
  if (fate < line.withdrawn) {
    const ended = new Date(Math.min(at.getTime() + 30 * HOUR_MS, now.getTime())).toISOString();
    return {
      ...base,
      state: 'withdrawn',
      endedAt: ended,
      steps: [received, { name: '申请人撤回', nameEn: 'Withdrawn', at: ended }],
    };
  }
  if (accepted > now) return { ...base, state: 'received', steps: [received] };
  const acceptance = { name: '受理', nameEn: 'Accepted', at: accepted.toISOString() };
  if (decided > now)
    return { ...base, state: 'under-review', acceptedAt: acceptance.at, steps: [received, acceptance] };
  const refused = fate > 1 - line.refused;
  const decision = {
    at: decided.toISOString(),
    name: refused ? '不予办理' : '准予',
    nameEn: refused ? 'Refused' : 'Approved',
  };
  const shared = {
    ...base,
    acceptedAt: acceptance.at,
    decidedAt: decision.at,
    endedAt: decision.at,
    ...(instant ? { instant } : {}),
    steps: [received, acceptance, decision],
  };
  if (refused) return { ...shared, state: 'refused', outcome: 'refused' };
  return {
    ...shared,
    state: 'closed',
    outcome: 'approved',
    result: { title: line.result.zh, number: `${line.result.number}${ownNo.replace(/\D/g, '')}` },
  };
}

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';
const GIVEN = '伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平';

function samplePerson(draw: () => number): { number: string; name: string } {
  const pick = (from: string): string => from[Math.floor(draw() * from.length)] as string;
  const two = (most: number): string => String(1 + Math.floor(draw() * most)).padStart(2, '0');
  const first = `990202${1950 + Math.floor(draw() * 55)}${two(12)}${two(28)}${String(100 + Math.floor(draw() * 899))}`;
  return { number: first + citizenIdCheckDigit(first), name: pick(SURNAMES) + pick(GIVEN) + pick(GIVEN) };
}

function sampleFirm(draw: () => number): { number: string; name: string } {
  const first = `91990200MA${String(Math.floor(draw() * 10_000_000)).padStart(7, '0')}`;
  return { number: first + creditCodeCheckCharacter(first), name: `明州演示${first.slice(10)}号餐饮店` };
}
