import { Type } from 'typebox';
import { addDays, isPlainDate, startOfShanghaiDay } from '@platform/kernel';
import { disclosureErrors } from '../domain/errors.ts';

/** Days of Shanghai, both included, and whose data. */
export const OfHolder = { holder: Type.Optional(Type.String({ maxLength: 64, description: 'self, or a firm' })) };
export const DaysQuery = {
  from: Type.Optional(Type.String({ maxLength: 10 })),
  to: Type.Optional(Type.String({ maxLength: 10 })),
};

/** Instants of the days asked for, `to` excluded. @throws disclosures.bad-period */
export function instantsOf(query: { from?: string; to?: string }): { from?: Date; to?: Date } {
  const { from, to } = query;
  if ([from, to].some((day) => day !== undefined && !isPlainDate(day)) || (from && to && from > to))
    throw disclosureErrors.badPeriod();
  return {
    ...(from === undefined ? {} : { from: startOfShanghaiDay(from) }),
    ...(to === undefined ? {} : { to: startOfShanghaiDay(addDays(to, 1)) }),
  };
}
