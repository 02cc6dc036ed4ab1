import type { Figure } from '../api/boards.ts';

/** Whose figures have words of their own for what brings the first record. */
const TOPICS = ['exchange', 'interfaces', 'cases', 'licences', 'reviews'] as const;
export type Topic = (typeof TOPICS)[number] | 'other';

/** The topic of a figure, for the text that says what brings its first record. */
export function topicOf({ topic }: Pick<Figure, 'topic'>): Topic {
  return TOPICS.find((one) => one === topic) ?? 'other';
}

/** What a board waits for whose every figure is none: its topics, in their order, once each; undefined as soon as anything was counted. */
export function firstSteps(figures: readonly Pick<Figure, 'topic' | 'value' | 'of'>[]): Topic[] | undefined {
  if (figures.length === 0 || figures.some(({ value, of }) => value > 0 || (of ?? 0) > 0)) return undefined;
  return [...new Set(figures.map(topicOf))];
}
