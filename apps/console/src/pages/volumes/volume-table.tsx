import { EmptyState, formatCount, useLocal } from '@yiwang/ui';
import { Fragment, useState } from 'react';
import type { DepartmentVolume, VolumeFigure, VolumeLine, Volumes } from '../../api/work-volumes.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useVolumesText } from '../../texts/volumes.ts';
import { Growth, percent } from './growth.tsx';

/** The figure whose cases are looked at: of a department (empty: all), of a matter (empty: all). */
export type Opened = { figure: VolumeFigure; of: string; matter: string };

/** Departments, and below each that is opened its matters. */
export function VolumeTable({ volumes, onOpen }: { volumes: Volumes; onOpen: (opened: Opened) => void }) {
  const t = useVolumesText();
  const local = useLocal();
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const turn = (key: string) =>
    setShown((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]));
  const { departments, total } = volumes;
  const before = volumes.before !== undefined;
  return (
    <div className="card">
      <div className="table-body volume-lines">
        {departments.length === 0 ? (
          <EmptyState title={t('empty')} text={t('emptyText')} />
        ) : (
          <SubTable
            scrolls={t('lines')}
            heads={[
              t('line'),
              { number: t('figures.received') },
              { number: t('onYear') },
              ...(before ? [{ number: t('onBefore') }] : []),
              { number: t('returned') },
              { number: t('ever') },
              { number: t('figures.accepted') },
              { number: t('figures.not-accepted') },
              { number: t('figures.referred') },
              { number: t('figures.decided') },
              { number: t('onYear') },
              { number: t('instantShare') },
              { number: t('zeroVisitShare') },
              { number: t('onTimeShare') },
            ]}
          >
            <tr className="total">
              <th scope="row">{local(total.title)}</th>
              <Cells line={total} before={before} onOpen={(figure) => onOpen({ figure, of: '', matter: '' })} />
            </tr>
            {departments.map((one) => (
              <Fragment key={one.key}>
                <Department
                  one={one}
                  before={before}
                  isOpen={shown.has(one.key)}
                  onTurn={() => turn(one.key)}
                  onOpen={(figure) => onOpen({ figure, of: one.key, matter: '' })}
                />
                {shown.has(one.key)
                  ? one.matters.map((matter) => (
                      <tr key={matter.key} className="matter">
                        <th scope="row">{local(matter.title)}</th>
                        <Cells
                          line={matter}
                          before={before}
                          onOpen={(figure) => onOpen({ figure, of: one.key, matter: matter.key })}
                        />
                      </tr>
                    ))
                  : null}
              </Fragment>
            ))}
          </SubTable>
        )}
      </div>
    </div>
  );
}

type DepartmentProps = {
  one: DepartmentVolume;
  before: boolean;
  isOpen: boolean;
  onTurn: () => void;
  onOpen: (figure: VolumeFigure) => void;
};

function Department({ one, before, isOpen, onTurn, onOpen }: DepartmentProps) {
  const t = useVolumesText();
  const title = useLocal()(one.title);
  return (
    <tr className="department">
      <th scope="row">
        {one.matters.length > 0 ? (
          <button
            type="button"
            className="plain-button"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? 'fold' : 'expand', { title })}
            onClick={onTurn}
          >
            <span aria-hidden="true" className="turn" data-open={isOpen || undefined} /> {title}
          </button>
        ) : (
          title
        )}
      </th>
      <Cells line={one} before={before} onOpen={onOpen} />
    </tr>
  );
}

type CellsProps = { line: VolumeLine; before: boolean; onOpen: (figure: VolumeFigure) => void };

function Cells({ line, before, onOpen }: CellsProps) {
  const t = useVolumesText();
  const title = useLocal()(line.title);
  const cell = (figure: VolumeFigure, count: number, text?: string) => (
    <td className="number">
      <Opens label={`${title} ${t(`figures.${figure}`)}`} count={count} text={text} onOpen={() => onOpen(figure)} />
    </td>
  );
  return (
    <>
      {cell('received', line.received.count)}
      <td className="number">
        <Growth share={line.received.onYear} against="year" />
      </td>
      {before ? (
        <td className="number">
          <Growth share={line.received.onBefore} against="before" />
        </td>
      ) : null}
      <td className="number">{formatCount(line.returned)}</td>
      <td className="number">{formatCount(line.received.ever)}</td>
      {cell('accepted', line.accepted)}
      {cell('not-accepted', line.notAccepted)}
      {cell('referred', line.referred)}
      {cell('decided', line.decided.count)}
      <td className="number">
        <Growth share={line.decided.onYear} against="year" />
      </td>
      {cell('instant', line.instant, percent(line.instantShare))}
      {cell('zero-visit', line.zeroVisit, percent(line.zeroVisitShare))}
      {cell('on-time', line.onTime, percent(line.onTimeShare))}
    </>
  );
}

type OpensProps = { label: string; count: number; text?: string | undefined; onOpen: () => void };

/** A count, or what stands for it, that opens to its cases. */
export function Opens({ label, count, text, onOpen }: OpensProps) {
  const t = useVolumesText();
  const shown = text ?? formatCount(count);
  if (count === 0) return <span>{shown}</span>;
  return (
    <button
      type="button"
      className="plain-button"
      aria-label={
        text === undefined
          ? t('open', { label, number: formatCount(count) })
          : t('openShare', { label, text, number: formatCount(count) })
      }
      onClick={onOpen}
    >
      {shown}
    </button>
  );
}
