import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import {
  BOARD_PAGE,
  fetchBoardCases,
  type BoardBy,
  type BoardFigure,
  type BoardLine,
  type Span,
} from '../../api/work-board.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { useFocusBack } from '../../rail/focus-back.ts';
import { Waiting } from '../../shell/page.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { stateTone } from '../work/state-tone.ts';
import { TaskLight } from '../work/task-light.tsx';
import { WORK_BOARD } from './work-board-page.tsx';

/** `department`: of whose list the matter is, whoever handled the case. */
type Props = {
  by: BoardBy | 'department';
  line: Pick<BoardLine, 'key' | 'title'>;
  figure: BoardFigure;
  span: Span;
  onClose: () => void;
};

/** The cases behind a figure of the board, without anything personal; each opens, for who only supervises without the person. */
export function BoardCases({ by, line, figure, span, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  useFocusBack();
  const of = line.key === 'total' ? {} : { [by]: line.key };
  const list = usePaged([WORK_BOARD, 'cases', by, line.key, figure, span.from, span.to], BOARD_PAGE, (cursor) =>
    fetchBoardCases({ ...span, figure, ...of }, cursor),
  );
  const items = list.items;
  return (
    <Drawer
      open
      title={<h2>{`${local(line.title)} · ${t(`workBoard.figures.${figure}`)}`}</h2>}
      onClose={onClose}
      size={1020}
      styles={{ mask: { background: 'transparent' }, body: { padding: 24 } }}
    >
      {list.error ? (
        <ErrorNotice error={list.error} onRetry={list.again} level={3} />
      ) : !items ? (
        <Waiting blocks={4} />
      ) : items.length === 0 ? (
        <EmptyState title={t('workBoard.noCases')} text={t('workBoard.noCasesText')} />
      ) : (
        <div className="stack">
          <SubTable
            scrolls={t('workBoard.cases')}
            heads={[
              t('work.caseNo'),
              t('work.matter'),
              t('work.organisation'),
              t('work.state'),
              t('work.clock'),
              t('workBoard.submittedAt'),
              { number: t('workBoard.taken') },
              t('workBoard.channel'),
              { number: t('workBoard.visits') },
            ]}
          >
            {items.map((one) => (
              <tr key={one.id}>
                <td className="nowrap">
                  {may('cases.read') ? (
                    <Link to="/work/$caseId" params={{ caseId: one.id }} search={{ view: 'cases' }} preload={false}>
                      {one.caseNo}
                    </Link>
                  ) : (
                    one.caseNo
                  )}
                </td>
                <td>{local(one.title)}</td>
                <td>{local(one.organisationName)}</td>
                <td>
                  <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
                </td>
                <td>
                  {one.light ? (
                    <span>
                      {t(`tasks.lights.${one.light}`)} {one.dueDate ? t('tasks.due', { date: one.dueDate }) : ''}
                    </span>
                  ) : one.onTime === undefined ? (
                    <TaskLight timed={{}} />
                  ) : (
                    t(one.onTime ? 'workBoard.onTime' : 'workBoard.late')
                  )}
                </td>
                <td>{formatInstant(one.submittedAt)}</td>
                <td className="number">{one.takenDays ?? '–'}</td>
                <td className="nowrap">{t(`workBoard.channels.${one.channel}`)}</td>
                <td className="number">
                  {one.visits === undefined ? '–' : `${one.visits} / ${one.promisedVisits ?? '–'}`}
                </td>
              </tr>
            ))}
          </SubTable>
          <div className="row">
            <span className="grow">{t('table.page', { page: list.page, count: items.length })}</span>
            <PageButtons paged={list} />
          </div>
        </div>
      )}
    </Drawer>
  );
}
