import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal, Radio } from 'antd';
import { useEffect, useState } from 'react';
import {
  BATCH_RESULTS,
  completeTasks,
  type BatchItem,
  type BatchResult,
  type TaskListing,
} from '../../api/work-tasks.ts';
import { Written } from '../../form/written.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { WORK_KEY } from './work-list.ts';

type Props = {
  open: boolean;
  tasks: readonly TaskListing[];
  /** With the ids that are still to be done, once something was sent. */
  onClose: (left?: ReadonlySet<string>) => void;
};

/** The same result and opinion for the chosen tasks; afterwards, task by task, what became of it. */
export function BatchDialog({ open, tasks, onClose }: Props) {
  return open ? <Batch tasks={tasks} onClose={onClose} /> : null;
}

/**
 * To the way that is chosen, or the first: the keyboard goes on from there. Once, with the dialog's contents; not after its opening has been drawn,
 * which would take the focus from where somebody quick went meanwhile.
 */
function FocusFirst() {
  useEffect(() => {
    const ways = document.querySelectorAll<HTMLInputElement>('.batch input[type="radio"]');
    ([...ways].find(({ checked }) => checked) ?? ways[0])?.focus();
  }, []);
  return null;
}

const needsOpinion = (result: BatchResult | undefined): boolean => result === 'agree' || result === 'approve';

function Batch({ tasks: given, onClose }: Omit<Props, 'open'>) {
  const t = useText();
  const client = useQueryClient();
  // The list behind goes on; what was chosen stays what it was.
  const [tasks] = useState(given);
  const ways = BATCH_RESULTS.filter((one) =>
    tasks.every(({ results }) => results.some(({ result }) => result === one)),
  );
  const [chosen, choose] = useState<BatchResult | undefined>(ways.length === 1 ? ways[0] : undefined);
  const [opinion, setOpinion] = useState('');
  const [complain, setComplain] = useState(false);
  const send = useMutation({
    mutationFn: (result: BatchResult) =>
      completeTasks(
        tasks.map(({ id }) => id),
        result,
        opinion.trim(),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: [WORK_KEY] }),
  });
  const lacking = needsOpinion(chosen) && opinion.trim() === '';
  const act = () => {
    if (!chosen || lacking) setComplain(true);
    else send.mutate(chosen);
  };
  const items = send.data?.items;
  const close = () => onClose(items && new Set(items.filter(({ done }) => !done).map(({ id }) => id)));
  useEffect(() => {
    if (items) document.querySelector<HTMLElement>('.batch-results')?.focus();
  }, [items]);
  return (
    <Modal
      open
      title={items ? t('tasks.batchDone') : t('tasks.batchTitle', { count: tasks.length })}
      width={640}
      okText={items ? t('tasks.close') : t('tasks.batchSend', { count: tasks.length })}
      okButtonProps={{ disabled: !items && ways.length === 0 }}
      {...(items ? { cancelButtonProps: { style: { display: 'none' } } } : {})}
      confirmLoading={send.isPending}
      onOk={items ? close : act}
      onCancel={close}
    >
      <div
        className="stack batch"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (items) close();
          else act();
        }}
      >
        {items ? (
          <Results items={items} tasks={tasks} />
        ) : (
          <>
            {ways.length === 0 ? (
              <p>{t('tasks.batchNoWay')}</p>
            ) : (
              <>
                <Radio.Group
                  className="ways"
                  aria-label={t('tasks.batchWay')}
                  value={chosen}
                  onChange={(event) => choose(event.target.value as BatchResult)}
                  options={ways.map((value) => ({ value, label: t(`acts.results.${value}`) }))}
                />
                {complain && !chosen ? <p className="fault">{t('decision.missing.action')}</p> : null}
                <Written
                  label={t(needsOpinion(chosen) ? 'decision.opinion' : 'decision.opinionOptional')}
                  hint={t('tasks.batchHint')}
                  value={opinion}
                  onChange={setOpinion}
                  fault={complain && lacking ? t('decision.missing.opinion') : undefined}
                />
              </>
            )}
            <FocusFirst />
            <TaskLines tasks={tasks} />
            {send.error ? <ErrorNotice error={send.error} level={3} kept={t('decision.kept')} /> : null}
          </>
        )}
      </div>
    </Modal>
  );
}

/** More lines than there is room for are scrolled by keyboard too (WCAG 2.1.1). */
const SCROLLED = { tabIndex: 0 } as const;

function TaskLines({ tasks }: { tasks: readonly TaskListing[] }) {
  const local = useLocal();
  return (
    <ul className="batch-lines" {...SCROLLED}>
      {tasks.map(({ id, caseNo, title, task }) => (
        <li key={id}>
          <b>{caseNo}</b> {local(title)} · {local(task)}
        </li>
      ))}
    </ul>
  );
}

function Results({ items, tasks }: { items: readonly BatchItem[]; tasks: readonly TaskListing[] }) {
  const t = useText();
  const local = useLocal();
  const done = items.filter((item) => item.done).length;
  const named = new Map(tasks.map((task) => [task.id, task]));
  return (
    <div className="stack-s batch-results" tabIndex={-1}>
      <p>{t(done === items.length ? 'tasks.allDone' : 'tasks.someDone', { done, left: items.length - done })}</p>
      <ul className="batch-lines" {...SCROLLED}>
        {items.map(({ id, done: ok, error }) => (
          <li key={id}>
            <Tag tone={ok ? 'green' : 'red'}>{t(ok ? 'tasks.done' : 'tasks.notDone')}</Tag>{' '}
            <b>{named.get(id)?.caseNo}</b> {local(named.get(id)?.task)}
            {error ? <p className="fault">{error.message}</p> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
