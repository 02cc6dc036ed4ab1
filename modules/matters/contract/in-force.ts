import type { PlainDate } from '@platform/kernel';
import type { Matter } from './matter.ts';

/** Whether a matter's own days hold on this one: new cases may begin, and running ones be moved to it. */
export function inForceOn({ effective }: Pick<Matter, 'effective'>, day: PlainDate): boolean {
  return effective === undefined || (effective.from <= day && (effective.until === undefined || day < effective.until));
}
