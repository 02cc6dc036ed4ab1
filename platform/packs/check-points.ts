import type { NameCheck, Sound } from './check-names.ts';

const LEVEL_OF = { city: 'city', district: 'county', street: 'town', village: 'village' } as const;

/** Rules of one service point: its level is that of its division, hours do not overlap, windows have numbers of their own and take what is handled at windows. */
export function checkPoint(check: NameCheck, point: Sound<'service-points'>): void {
  const { value } = point;
  const division = check.find('divisions', value.division)?.value;
  if (division && LEVEL_OF[division.level] !== value.level)
    check.complain(
      point,
      ['level'],
      'wrong-level',
      `“${division.name.zh}”的网点应为 ${LEVEL_OF[division.level]} 级`,
      `A point of ${division.name.en} has the level "${LEVEL_OF[division.level]}"`,
    );
  const busy = new Map<number, { from: string; to: string }[]>();
  for (const [index, { days, open }] of value.hours.entries()) {
    for (const [place, span] of open.entries()) {
      const [from = '', to = ''] = span.split('-');
      const clash = days.some((day) => busy.get(day)?.some((other) => from < other.to && other.from < to));
      if (from >= to || clash) {
        const path = ['hours', index, 'open', place];
        if (clash)
          check.complain(
            point,
            path,
            'overlap',
            `“${span}”与同一天的其他时段重叠`,
            `"${span}" overlaps other hours of the day`,
          );
        else check.complain(point, path, 'hours', `“${span}”的结束须晚于开始`, `"${span}" has to end after it begins`);
      }
      for (const day of days) busy.set(day, [...(busy.get(day) ?? []), { from, to }]);
    }
  }
  for (const [index, { number, matters }] of value.windows.entries()) {
    if (value.windows.findIndex((other) => other.number === number) < index)
      check.complain(
        point,
        ['windows', index, 'number'],
        'twice',
        `窗口号“${number}”重复`,
        `Window "${number}" is given twice`,
      );
    for (const [place, id] of (matters === 'any' ? [] : matters).entries()) {
      const handling = check.find('matters', id)?.value.handling;
      if (handling && !handling.forms.includes('window'))
        check.complain(
          point,
          ['windows', index, 'matters', place],
          'not-at-window',
          `事项“${id}”的办理形式不含窗口办理，请改其 handling.forms 或移出本窗口`,
          `"${id}" is not handled at windows: add "window" to its handling.forms, or take it off this window`,
        );
    }
  }
}
