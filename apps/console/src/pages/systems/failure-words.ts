import type { useSystemsText } from '../../texts/systems.ts';

const WORDS = {
  'no-answer': 'noAnswer',
  'no-result': 'noResult',
  'cases.wrong-result': 'wrongResult',
  'cases.not-in-this-state': 'notInThisState',
  'cases.correction-once': 'correctionOnce',
  'cases.suspended': 'suspended',
  'cases.opinion-needed': 'opinionNeeded',
} as const;

/** Why a task stands in the error queue: our own codes in words, else what the system said itself. */
export function failureWords(failure: string, t: ReturnType<typeof useSystemsText>): string {
  return failure in WORDS ? t(WORDS[failure as keyof typeof WORDS]) : failure;
}
