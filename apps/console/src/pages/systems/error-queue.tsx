import { useLocal, When, formatInstant } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { fetchQueue, QUEUE_PAGE, SYSTEMS, type DepartmentSystem } from '../../api/work-systems.ts';
import type { TaskListing } from '../../api/work-tasks.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Told } from '../../table/told.tsx';
import { useSystemsText } from '../../texts/systems.ts';
import { WORK_KEY } from '../work/work-list.ts';
import { failureWords } from './failure-words.ts';
import { QueueAct, type Chosen } from './queue-act.tsx';

/** What systems could not do: why, and the two ways on, for those who may decide in that organisation. */
export function ErrorQueue({ systems }: { systems: readonly DepartmentSystem[] }) {
  const t = useSystemsText();
  const local = useLocal();
  const may = usePermission();
  const { staff } = useSession();
  const client = useQueryClient();
  const [chosen, choose] = useState<Chosen>();
  const [done, setDone] = useState<Chosen>();
  const list = usePaged([SYSTEMS, 'queue'], QUEUE_PAGE, fetchQueue);
  const nameOf = (system: string | undefined): string =>
    local(systems.find((one) => one.system === system)?.title) || (system ?? '');
  const act = (what: Chosen['act'], task: TaskListing, label: string, says: string) => (
    <button
      type="button"
      className="plain-button"
      aria-label={says}
      onClick={() => {
        setDone(undefined);
        choose({ act: what, task });
      }}
    >
      {label}
    </button>
  );
  const columns: Column<TaskListing>[] = [
    {
      key: 'caseNo',
      title: t('caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ caseId, caseNo }) => (
        <Link to="/work/$caseId" params={{ caseId }} aria-label={t('toCase', { caseNo })}>
          {caseNo}
        </Link>
      ),
      always: true,
    },
    { key: 'matter', title: t('matter'), text: ({ title }) => local(title) },
    { key: 'task', title: t('task'), text: ({ task }) => local(task) },
    { key: 'system', title: t('system'), text: ({ system }) => nameOf(system) },
    { key: 'reason', title: t('reason'), text: ({ failure }) => failureWords(failure ?? '', t) },
    {
      key: 'opened',
      title: t('opened'),
      text: ({ openedAt }) => formatInstant(openedAt),
      show: ({ openedAt }) => <When at={openedAt} />,
    },
    ...(may('cases.decide')
      ? [
          {
            key: 'acts',
            title: t('acts'),
            text: () => '',
            show: (one: TaskListing) => {
              const words = { caseNo: one.caseNo, task: local(one.task) };
              // Those of an organisation below are seen, and handled there.
              return one.organisation === staff?.organisation ? (
                <span className="row">
                  {act('retry', one, t('retry'), t('retryOf', words))}
                  {act('take-over', one, t('takeOver'), t('takeOverOf', words))}
                </span>
              ) : null;
            },
          },
        ]
      : []),
  ];
  return (
    <>
      <div className="stack-s">
        <h2>{t('queue')}</h2>
        <p>{t('queueLead')}</p>
        <Told>
          {done ? t(done.act === 'retry' ? 'done_retry' : 'done_takeOver', { caseNo: done.task.caseNo }) : null}
        </Told>
      </div>
      <DataTable
        name="system-queue"
        wraps
        label={t('queue')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('queueEmpty'), text: t('queueEmptyText') }}
        paged={list}
      />
      {chosen ? (
        <QueueAct
          chosen={chosen}
          onClose={() => choose(undefined)}
          onDone={() => {
            setDone(chosen);
            choose(undefined);
            void client.invalidateQueries({ queryKey: [SYSTEMS] });
            void client.invalidateQueries({ queryKey: [WORK_KEY] });
          }}
        />
      ) : null}
    </>
  );
}
