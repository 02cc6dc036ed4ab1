import { EmptyState, formatCount, useLocal, type LocalText } from '@yiwang/ui';
import { useState } from 'react';
import type { FigureBoard, Happened } from '../../api/matters.ts';
import type { BoardFigure } from '../../api/work-board.ts';
import { usePermission } from '../../data/session.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { BoardCases } from '../work-board/board-cases.tsx';

const share = (part: number, all: number): string => (all === 0 ? '–' : `${((part / all) * 100).toFixed(1)}%`);
type Opened = { key: string; title: LocalText; figure: BoardFigure };

/** Visits as the lists promise them beside what happened, by department: of the same cases, with the difference; each opens to its cases. */
export function Promised({ board }: { board: FigureBoard }) {
  const t = useWindowText();
  const may = usePermission();
  const [opened, setOpened] = useState<Opened>();
  const { happened } = board.total;
  if (!happened) return null;
  const total = t('promised.total');
  const all = { key: 'total', title: { zh: total, en: total } };
  const rows = board.rows.flatMap(({ organisation, organisationName, happened: found, ...list }) =>
    found && found.submitted + found.counted > 0
      ? [{ key: organisation, title: organisationName, found, total: list.total, zero: list.zeroVisit }]
      : [],
  );
  return (
    <section className="card pad stack-s" aria-label={t('promised.title')}>
      <h2>{t('promised.title')}</h2>
      <p className="small">{t('promised.lead', { from: board.from, to: board.to })}</p>
      {happened.counted + happened.submitted === 0 ? (
        <EmptyState title={t('promised.none')} text={t('promised.noneText')} />
      ) : (
        <SubTable
          scrolls={t('promised.title')}
          heads={[
            t('promised.office'),
            { number: t('promised.counted') },
            { number: `${t('promised.zero')} · ${t('promised.list')}` },
            { number: `${t('promised.zero')} · ${t('promised.promise')}` },
            { number: `${t('promised.zero')} · ${t('promised.happened')}` },
            { number: t('promised.difference') },
            { number: `${t('promised.one')} · ${t('promised.promise')}` },
            { number: `${t('promised.one')} · ${t('promised.happened')}` },
            { number: t('promised.difference') },
            { number: t('promised.more') },
            { number: t('promised.online') },
          ]}
        >
          {[...rows, { ...all, found: happened, total: board.total.total, zero: board.total.zeroVisit }].map(
            ({ key, ...row }) => (
              <Row
                key={key}
                {...row}
                onOpen={may('cases.supervise') ? (figure) => setOpened({ key, title: row.title, figure }) : undefined}
              />
            ),
          )}
        </SubTable>
      )}
      {opened ? (
        <BoardCases
          by="department"
          line={opened}
          figure={opened.figure}
          span={{ from: board.from, to: board.to }}
          onClose={() => setOpened(undefined)}
        />
      ) : null}
    </section>
  );
}

type RowProps = {
  title: LocalText;
  found: Happened;
  total: number;
  zero: number;
  onOpen: ((figure: BoardFigure) => void) | undefined;
};

function Row({ title, found, total, zero, onOpen }: RowProps) {
  const local = useLocal();
  const t = useWindowText();
  const opens = (figure: BoardFigure, text: string) =>
    onOpen && text !== '–' && text !== '0' ? (
      <button
        type="button"
        className="plain-button"
        aria-label={`${local(title)} ${t('promised.drill')} ${text}`}
        onClick={() => onOpen(figure)}
      >
        {text}
      </button>
    ) : (
      text
    );
  return (
    <tr>
      <td>
        <b>{local(title)}</b>
      </td>
      <td className="number">{formatCount(found.counted)}</td>
      <td className="number">{share(zero, total)}</td>
      <td className="number">{share(found.promisedZero, found.counted)}</td>
      <td className="number">{opens('zero-visit', share(found.zero, found.counted))}</td>
      <td className="number">
        <Difference found={found.zero - found.promisedZero} of={found.counted} />
      </td>
      <td className="number">{share(found.promisedAtMostOne, found.counted)}</td>
      <td className="number">{opens('one-visit', share(found.atMostOne, found.counted))}</td>
      <td className="number">
        <Difference found={found.atMostOne - found.promisedAtMostOne} of={found.counted} />
      </td>
      <td className="number">{opens('more-visits', formatCount(found.more))}</td>
      <td className="number">{opens('online', share(found.online, found.submitted))}</td>
    </tr>
  );
}

/** In points of a hundred: below the promise stands out, keeping it does not. */
function Difference({ found, of }: { found: number; of: number }) {
  const t = useWindowText();
  if (of === 0) return <>–</>;
  const points = (found / of) * 100;
  return (
    <Tag tone={points < -0.05 ? 'red' : 'green'}>
      {t('promised.points', { points: `${points > 0 ? '+' : ''}${points.toFixed(1)}` })}
    </Tag>
  );
}
