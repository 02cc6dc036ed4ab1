import { sm3 } from '@platform/crypto';
import { Type, type Static } from 'typebox';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const Wait = Type.Integer({ minimum: 0, maximum: 3_600_000 });

/** How a simulated system behaves. Shares are of tasks, 0 to 1; what happens to a task follows from the seed alone. */
export const Habits = Type.Object(
  {
    seed: Type.String({ minLength: 1, maxLength: 64 }),
    /** How often it looks for work, in milliseconds. */
    lookMs: Type.Integer({ minimum: 20, maximum: 3_600_000 }),
    /** The least and the most it takes for a task. */
    slowMs: Type.Tuple([Wait, Wait]),
    /** Sends its result twice, at the same time. */
    doubled: Share,
    /** The answer to its result does not reach it; it asks what became of the task and sends again. */
    lost: Share,
    /** Takes the task and forgets it, as a system that was restarted does; the platform gives it again. */
    forgotten: Share,
    /** Cannot do it, and says so: the task goes into the error queue. */
    failed: Share,
    /** How often it handles a case of its own whole and returns it (数据回传), in milliseconds; 0: never. */
    returnMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
  },
  { additionalProperties: false },
);
export type Habits = Static<typeof Habits>;

export const HABITS: Habits = {
  seed: 'demo',
  lookMs: 3_000,
  slowMs: [2_000, 12_000],
  doubled: 0.15,
  lost: 0.1,
  forgotten: 0.05,
  failed: 0.08,
  returnMs: 45_000,
};

export type Fate = 'done' | 'doubled' | 'lost' | 'forgotten' | 'failed';
const FATES = ['doubled', 'lost', 'forgotten', 'failed'] as const;

/** A number from 0 to 1, always the same for the same words. */
export const chance = (...words: string[]): number => sm3(words.join('\n')).readUInt32BE(0) / 2 ** 32;

/** What happens to a task when it is taken for the `attempt`th time, and how long it takes, in milliseconds. */
export function fateOf(habits: Habits, caseNo: string, attempt: number): { fate: Fate; takesMs: number } {
  const [least, most] = habits.slowMs;
  const turn = [habits.seed, caseNo, String(attempt)];
  const takesMs = Math.round(least + chance('slow', ...turn) * Math.max(0, most - least));
  const drawn = chance('fate', ...turn);
  let below = 0;
  for (const fate of FATES) {
    below += habits[fate];
    if (drawn < below) return { fate, takesMs };
  }
  return { fate: 'done', takesMs };
}
