/** Colours of where a question stands. */
export const QUESTION_TONES = {
  asked: 'blue',
  escalated: 'amber',
  answered: 'green',
  settled: 'green',
  withdrawn: 'grey',
} as const;
