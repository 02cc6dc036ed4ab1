import type { Line, LineState, RailDepartment, RailMap } from '../../api/railway.ts';

/** Lines added up. */
export type Sums = {
  lines: number;
  states: Record<LineState, number>;
  rowsPerSecond: number;
  rowsLastHour: number;
  quarantined: number;
  /** Lines with rows in quarantine. */
  quarantinedLines: number;
  heldColumns: number;
  /** The line furthest behind among those that run. */
  slowest: Line | undefined;
};

export function sumOf(lines: readonly Line[]): Sums {
  const sums: Sums = {
    lines: lines.length,
    states: { held: 0, failed: 0, paused: 0, snapshot: 0, waiting: 0, live: 0 },
    rowsPerSecond: 0,
    rowsLastHour: 0,
    quarantined: 0,
    quarantinedLines: 0,
    heldColumns: 0,
    slowest: undefined,
  };
  for (const line of lines) {
    sums.states[line.state] += 1;
    sums.rowsPerSecond += line.rowsPerSecond;
    sums.rowsLastHour += line.rowsLastHour;
    sums.quarantined += line.quarantined;
    sums.quarantinedLines += line.quarantined > 0 ? 1 : 0;
    sums.heldColumns += line.heldColumns;
    if (line.state === 'live' && line.lagMs !== undefined && line.lagMs > (sums.slowest?.lagMs ?? -1))
      sums.slowest = line;
  }
  return sums;
}

/** All lines of a map. */
export const linesOf = (map: Pick<RailMap, 'departments'>): Line[] =>
  map.departments.flatMap(({ systems }) => systems.flatMap(({ lines }) => lines));

/** Whether someone has to look at this line. */
export const needsSomeone = ({ state, heldColumns }: Line): boolean =>
  state === 'held' || state === 'failed' || heldColumns > 0;

export type RailFilter = { q?: string; organisation?: string; state?: string; kind?: string };

/** The map narrowed to the lines that fit; departments and systems without any fall away, unless nothing narrows. */
export function narrow(
  departments: readonly RailDepartment[],
  filter: RailFilter,
  wordsOf: (line: Line) => string,
): RailDepartment[] {
  const words = (filter.q ?? '').toLowerCase();
  const wantsLines = words !== '' || Boolean(filter.state);
  return departments
    .filter(({ organisation }) => !filter.organisation || organisation === filter.organisation)
    .map((department) => ({
      ...department,
      systems: department.systems
        .filter(({ kind }) => !filter.kind || kind === filter.kind)
        .map((system) => ({
          ...system,
          lines: system.lines.filter(
            (line) =>
              (!filter.state || line.state === filter.state) && (!words || wordsOf(line).toLowerCase().includes(words)),
          ),
        }))
        .filter(({ lines }) => !wantsLines || lines.length > 0),
    }))
    .filter(({ systems }) => systems.length > 0);
}
