import { fileSourceErrors } from './errors.ts';

/** Where each wanted column stands in a heading; absent ones are left to who compares them. @throws source-files.column-twice */
export function headingIndex(
  heading: readonly string[],
  columns: readonly string[],
  source: string,
): (readonly [string, number])[] {
  return columns.flatMap((column) => {
    const place = heading.indexOf(column);
    if (place < 0) return [];
    if (heading.indexOf(column, place + 1) >= 0) throw fileSourceErrors.columnTwice({ source, column });
    return [[column, place] as const];
  });
}
