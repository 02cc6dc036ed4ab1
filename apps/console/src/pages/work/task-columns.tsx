import { formatInstant, useLocal, When } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import type { TaskListing, WorkFilter } from '../../api/work-tasks.ts';
import type { Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { rowLinkId } from './row-keys.ts';
import { stateTone } from './state-tone.ts';
import { TaskLight, useLightWords } from './task-light.tsx';

type Given = {
  opens: boolean;
  /** Whoever decides nothing has nothing to choose. */
  decides: boolean;
  filter: WorkFilter;
  gone: ReadonlySet<string>;
  chosen: ReadonlySet<string>;
  choosable: (row: TaskListing) => boolean;
  toggle: (row: TaskListing) => void;
  onRow: (id: string) => void;
  /** Claims the task or gives it back; undefined where the officer may not. */
  claim: (row: TaskListing) => (() => void) | undefined;
};

/** Columns of the work list: choice, clock, case, what is to be done, where it stands, who has it. */
export function useTaskColumns({
  opens,
  decides,
  filter,
  gone,
  chosen,
  choosable,
  toggle,
  onRow,
  claim,
}: Given): Column<TaskListing>[] {
  const t = useText();
  const local = useLocal();
  const words = useLightWords();
  const done = filter.state === 'done';
  const holder = ({ heldBy }: TaskListing): string => t(`tasks.held.${heldBy ?? 'nobody'}`);
  const columns: Column<TaskListing>[] = [
    {
      key: 'choose',
      title: t('tasks.chooseColumn'),
      text: () => '',
      show: (row) => (
        <Checkbox
          aria-label={t('tasks.choose', { caseNo: row.caseNo })}
          checked={chosen.has(row.id) && choosable(row)}
          disabled={!choosable(row)}
          onChange={() => {
            onRow(row.id);
            toggle(row);
          }}
        />
      ),
      width: 64,
      always: true,
    },
    {
      key: 'clock',
      title: done ? t('tasks.closedAt') : t('work.clock'),
      text: (row) => (row.closedAt ? formatInstant(row.closedAt) : words(row)),
      show: (row) => (row.closedAt ? <When at={row.closedAt} /> : <TaskLight timed={row} />),
      always: true,
    },
    {
      key: 'caseNo',
      title: t('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ id, caseId, caseNo }) =>
        opens ? (
          <Link
            id={rowLinkId(id)}
            to="/work/$caseId"
            params={{ caseId }}
            search={filter as object}
            preload={false}
            onFocus={() => onRow(id)}
            className="nowrap"
          >
            <b>{caseNo}</b>
          </Link>
        ) : (
          <span id={rowLinkId(id)} tabIndex={-1}>
            {caseNo}
          </span>
        ),
      always: true,
    },
    { key: 'matter', title: t('work.matter'), text: ({ title }) => local(title), share: 24 },
    { key: 'applicant', title: t('work.applicant'), text: ({ applicant }) => applicant, share: 22 },
    {
      key: 'task',
      title: t('tasks.task'),
      text: (row) => local(row.task),
      show: (row) => (
        <span className="row">
          {local(row.task)}
          {gone.has(row.id) ? <Tag tone="grey">{t('tasks.gone')}</Tag> : null}
          {row.suspended ? <Tag tone="amber">{t('tasks.suspended')}</Tag> : null}
          {row.urged > 0 ? <Tag tone="red">{t('tasks.urged', { count: row.urged })}</Tag> : null}
          {row.askedBy ? <Tag tone="blue">{t('tasks.asked')}</Tag> : null}
          {row.failure ? <Tag tone="red">{t('tasks.failed')}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'link',
      title: t('tasks.link'),
      text: ({ linkTitle }) => (linkTitle ? local(linkTitle) : t('none')),
      startsHidden: true,
    },
    {
      key: 'state',
      title: t('tasks.caseState'),
      text: ({ caseStateTitle }) => local(caseStateTitle),
      show: ({ caseState, caseStateTitle }) => <Tag tone={stateTone(caseState)}>{local(caseStateTitle)}</Tag>,
    },
    {
      key: 'holder',
      title: t('tasks.holder'),
      text: holder,
      show: (row) => {
        const act = claim(row);
        return (
          <span className="row">
            {holder(row)}
            {act ? (
              <button type="button" className="plain-button" onClick={act}>
                {t(row.heldBy === 'me' ? 'tasks.release' : 'tasks.claim')}
              </button>
            ) : null}
          </span>
        );
      },
    },
    {
      key: 'organisation',
      title: t('tasks.organisation'),
      text: ({ organisationName }) => local(organisationName),
      share: 22,
    },
    {
      key: 'openedAt',
      title: t('tasks.openedAt'),
      text: ({ openedAt }) => formatInstant(openedAt),
      show: ({ openedAt }) => <When at={openedAt} />,
      startsHidden: true,
    },
  ];
  if (!done) return decides ? columns : columns.slice(1);
  const result: Column<TaskListing> = {
    key: 'result',
    title: t('tasks.result'),
    text: ({ resultTitle }) => (resultTitle ? local(resultTitle) : ''),
  };
  return [...columns.slice(1, 6), result, ...columns.slice(6)];
}
