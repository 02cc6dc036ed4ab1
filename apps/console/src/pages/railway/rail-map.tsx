import { formatCount, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { LINE_STATES, type Line, type RailDepartment, type RailSystem } from '../../api/railway.ts';
import { StateShape } from '../../rail/line-state.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { needsSomeone, sumOf } from './sums.ts';

/** Up to so many stations all departments stand open. */
const ALL_OPEN = 48;

type Props = { departments: readonly RailDepartment[]; narrowed: boolean; kindOf: (kind: string) => string };

/** Departments one below the other, each system a track, each table a station. With very many, departments are folded to their sums. */
export function RailMapView({ departments, narrowed, kindOf }: Props) {
  const t = useText();
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const count = departments.reduce(
    (sum, one) => sum + one.systems.reduce((all, { lines }) => all + lines.length, 0),
    0,
  );
  const isOpen = ({ organisation, systems }: RailDepartment) =>
    chosen.get(organisation) ??
    (narrowed || count <= ALL_OPEN || systems.some(({ lines }) => lines.some(needsSomeone)));
  const all = (open: boolean) => setChosen(new Map(departments.map(({ organisation }) => [organisation, open])));
  const allOpen = departments.every(isOpen);
  return (
    <div className="rail-map">
      <div className="row rail-legend">
        {LINE_STATES.map((state) => (
          <span key={state} className="row">
            <StateShape state={state} />
            {t(`rail.states.${state}`)}
          </span>
        ))}
        <span className="grow" />
        <Button size="small" onClick={() => all(!allOpen)}>
          {allOpen ? t('railway.foldAll') : t('railway.unfoldAll')}
        </Button>
      </div>
      {departments.map((department) => (
        <Department
          key={department.organisation}
          department={department}
          open={isOpen(department)}
          onToggle={(open) => setChosen(new Map([...chosen, [department.organisation, open]]))}
          kindOf={kindOf}
        />
      ))}
    </div>
  );
}

type DepartmentProps = {
  department: RailDepartment;
  open: boolean;
  onToggle: (open: boolean) => void;
  kindOf: (kind: string) => string;
};

function Department({ department, open, onToggle, kindOf }: DepartmentProps) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const sums = sumOf(department.systems.flatMap(({ lines }) => lines));
  return (
    <section className="card department" aria-label={local(department.name)}>
      <div className="department-head">
        <h2>
          <button type="button" aria-expanded={open} onClick={() => onToggle(!open)}>
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
              <path d="m3.5 1.5 5 4.5-5 4.5" />
            </svg>
            {local(department.name)}
          </button>
        </h2>
        <span className="quiet">
          {t('railway.ofDepartment', { systems: department.systems.length, count: sums.lines })}
        </span>
        <span className="row states">
          {LINE_STATES.filter((state) => sums.states[state] > 0).map((state) => (
            <span key={state} className="row" title={t(`rail.states.${state}`)}>
              <StateShape state={state} />
              <span className="yw-visually-hidden">{t(`rail.states.${state}`)}</span>
              {sums.states[state]}
            </span>
          ))}
        </span>
        <span className="grow" />
        <Warnings quarantined={sums.quarantined} heldColumns={sums.heldColumns} />
        {sums.slowest ? (
          <span className="sum">{t('railway.lagUpTo', { lag: words.lag(sums.slowest.lagMs) })}</span>
        ) : null}
        <span className="sum">{t('railway.hour', { rows: words.short(sums.rowsLastHour) })}</span>
      </div>
      {open
        ? department.systems.map((system) => <Track key={system.connectionId} system={system} kindOf={kindOf} />)
        : null}
    </section>
  );
}

function Track({ system, kindOf }: { system: RailSystem; kindOf: (kind: string) => string }) {
  const t = useText();
  const local = useLocal();
  return (
    <div className="track">
      <div className="track-head">
        <Link to="/connections/$connectionId" params={{ connectionId: system.connectionId }}>
          {local(system.system)}
        </Link>
        <small>
          {kindOf(system.kind)}
          {system.state === 'paused' ? t('railway.systemPaused') : ''}
        </small>
      </div>
      {system.lines.length > 0 ? (
        <ol className="stations">
          {system.lines.map((line) => (
            <Station key={line.id} line={line} />
          ))}
        </ol>
      ) : (
        <p className="quiet no-lines">{t('railway.noLines')}</p>
      )}
    </div>
  );
}

function Station({ line }: { line: Line }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const { run, state } = line;
  const share =
    state === 'snapshot' && run?.rowsExpected
      ? Math.min(100, Math.floor((run.rowsRead / run.rowsExpected) * 100))
      : undefined;
  const facts = [
    share === undefined ? t(`rail.states.${state}`) : t('railway.reading', { percent: share }),
    state === 'live' && line.lagMs !== undefined ? words.lag(line.lagMs) : '',
  ];
  return (
    <li data-state={state}>
      <span className="rail" aria-hidden="true">
        <StateShape state={state} />
      </span>
      <Link to="/lines/$lineId" params={{ lineId: line.id }} title={`${local(line.title)} · ${line.table}`}>
        {local(line.resourceTitle)}
      </Link>
      <span className="facts-line" data-state={state}>
        {facts.filter(Boolean).join(' · ')}
      </span>
      <span className="facts-line">
        {line.rowsPerSecond > 0 ? words.rate(line.rowsPerSecond) : t('railway.noTraffic')}
      </span>
      <Warnings quarantined={line.quarantined} heldColumns={line.heldColumns} />
    </li>
  );
}

/** Rows and columns set aside, said only where there are any. */
export function Warnings({ quarantined, heldColumns }: { quarantined: number; heldColumns: number }) {
  const t = useText();
  if (quarantined === 0 && heldColumns === 0) return null;
  return (
    <span className="row warnings">
      {quarantined > 0 ? (
        <Tag tone="amber">{t('railway.quarantined', { count: quarantined, rows: formatCount(quarantined) })}</Tag>
      ) : null}
      {heldColumns > 0 ? <Tag tone="blue">{t('railway.heldColumns', { count: heldColumns })}</Tag> : null}
    </span>
  );
}
