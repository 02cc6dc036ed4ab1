import { ApiProblem, ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Radio } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { fetchWorkCase, sendAct, type WorkCase } from '../../../api/work.ts';
import { completeTask, type Completion, type TaskResult } from '../../../api/work-tasks.ts';
import { useKeys } from '../../../data/keys.ts';
import { workCaseQuery } from '../../../data/queries.ts';
import { SelectBox } from '../../../rail/select-box.tsx';
import { useText } from '../../../texts/index.ts';
import { TaskLight } from '../../work/task-light.tsx';
import { WORK_KEY } from '../../work/work-list.ts';
import { endableTasks } from '../acts/act-list.ts';
import { MoreActs } from '../acts/more-acts.tsx';
import type { Neighbours } from '../neighbours.ts';
import { Closed } from './closed.tsx';
import { ConfirmText } from './confirm-text.tsx';
import { DecisionFields } from './decision-fields.tsx';
import { completionOf, EMPTY_DRAFT, missingIn, wordOf, type Draft, type Word } from './decision-draft.ts';
import { ACTION_OF, waysOf } from './ways.ts';

/** What was begun and not sent, by case, while the console is open: a stray J or K must not lose it. Never stored: it may name people. */
const drafts = new Map<string, Draft>();

/** The one next act of the officer: chosen, written, confirmed; the rest in a menu. What was written stays through errors and other people's changes. */
export function DecisionPanel({ file, neighbours }: { file: WorkCase; neighbours: Neighbours }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [draft, keepDraft] = useState<Draft>(drafts.get(file.id) ?? EMPTY_DRAFT);
  const setDraft = (next: Draft) => {
    drafts.set(file.id, next);
    keepDraft(next);
  };
  const [complain, setComplain] = useState(false);
  const [asking, setAsking] = useState(false);
  const [taskId, chooseTask] = useState<string>();
  const panel = useRef<HTMLElement>(null);
  const done = useRef<HTMLHeadingElement>(null);

  const tasks = endableTasks(file.tasks);
  const task = tasks.find(({ id }) => id === taskId) ?? tasks[0];
  const ways = waysOf(file, task);
  const way = ways.find(({ result }) => result === draft.action);
  const written = way ? draft : { ...draft, action: undefined };
  const send = useMutation({
    mutationFn: async ({ completion }: { completion: Completion; word: Word }): Promise<WorkCase | undefined> => {
      if (way?.task) {
        await completeTask(way.task.id, file.revision, completion);
        // The decision has been made: that it could not be read again is no failure of it.
        return fetchWorkCase(file.id).catch(() => undefined);
      }
      const { result, ...body } = completion;
      return sendAct(file.id, file.revision, ACTION_OF[result as keyof typeof ACTION_OF], body);
    },
    onMutate: () => file.revision,
    onSuccess: (after) => {
      const { queryKey } = workCaseQuery(file.id);
      if (after) client.setQueryData(queryKey, after);
      else void client.invalidateQueries({ queryKey });
      void client.invalidateQueries({ queryKey: [WORK_KEY] });
      setDraft(EMPTY_DRAFT);
      setComplain(false);
    },
    onSettled: () => setAsking(false),
  });
  const sent = send.isSuccess ? send.variables.word : undefined;
  // What is on the screen is from before the decision, and offers what has been done.
  const unread = send.isSuccess && send.data === undefined && send.context === file.revision;
  useEffect(() => {
    if (sent) done.current?.focus();
  }, [sent]);
  const focusFirst = () =>
    requestAnimationFrame(() => {
      // One after the other: together they would give what stands first on the page, always a radio.
      for (const wanted of ['[aria-invalid="true"]', 'input[type="radio"]:checked', 'input[type="radio"]']) {
        const found = panel.current?.querySelector<HTMLElement>(wanted);
        if (found) return found.focus();
      }
    });
  useKeys((key) => (key === 'd' && ways.length > 0 ? focusFirst : undefined));

  const link = way?.task?.link;
  const completion = completionOf(written, link);
  const word = written.action && wordOf(written.action, link);
  const against = word === 'refuse' || word === 'broken';
  const ask = () => {
    if (completion) {
      send.reset();
      setAsking(true);
      return;
    }
    setComplain(true);
    focusFirst();
  };
  const stale = send.error instanceof ApiProblem && send.error.code === 'cases.changed-meanwhile';
  const reread = () => void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
  const look = () => {
    send.reset();
    reread();
  };
  const named = (result: TaskResult): string =>
    result === 'refuse' && task?.link === 'accept'
      ? t('acts.notAccepted')
      : result === 'approve' && (task?.link === 'accept' || task?.link === 'receive')
        ? t('acts.approveAtOnce')
        : t(`acts.results.${wordOf(result, task?.link)}`);
  return (
    <section
      ref={panel}
      className="card pad stack-s decision"
      aria-label={t('acts.yours')}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || ways.length === 0 || asking) return;
        event.preventDefault();
        ask();
      }}
    >
      {sent ? (
        <div className="decided" role="status">
          <h2 ref={done} tabIndex={-1}>
            {t(`decision.sent.${sent}`)}
          </h2>
          <p>{unread ? t('decision.unread') : t(`decision.after.${sent}`, { state: local(file.stateTitle) })}</p>
          {unread ? (
            <p>
              <Button onClick={reread}>{t('decision.look')}</Button>
            </p>
          ) : null}
          {neighbours.next ? (
            <p>
              <Button onClick={neighbours.next}>{t('decision.nextCase')}</Button>
            </p>
          ) : null}
        </div>
      ) : null}
      {ways.length === 0 || unread ? (
        sent ? null : (
          <Closed file={file} />
        )
      ) : (
        <>
          <h2>{tasks.length > 1 ? t('acts.yourTasks', { count: tasks.length }) : t('acts.yours')}</h2>
          {tasks.length > 1 && task ? (
            <SelectBox
              label={t('acts.yours')}
              width="100%"
              value={task.id}
              onChange={chooseTask}
              options={tasks.map((one) => ({
                value: one.id,
                label: `${local(one.task)} · ${local(one.organisationName)}`,
              }))}
            />
          ) : null}
          {task ? (
            <div className="next-task">
              <b>{task.askedBy ? t('acts.askedFor', { task: local(task.task) }) : local(task.task)}</b>
              <span className="grow" />
              {task.light ? <TaskLight timed={task} short /> : null}
            </div>
          ) : null}
          <Radio.Group
            value={way?.result}
            onChange={(event) => setDraft({ ...draft, action: event.target.value as TaskResult })}
            aria-label={t('decision.choose')}
            className="ways"
            options={ways.map(({ result }) => ({ value: result, label: named(result) }))}
          />
          {complain && !written.action ? <p className="fault">{t('decision.missing.action')}</p> : null}
          <DecisionFields
            file={file}
            link={link}
            draft={written}
            onChange={setDraft}
            missing={complain ? missingIn(written, link) : []}
          />
          {written.action === 'agree' || written.action === 'disagree' ? <small>{t('acts.insideOnly')}</small> : null}
          {send.error ? (
            <ErrorNotice error={send.error} level={3} kept={t('decision.kept')} {...(stale ? {} : { onRetry: ask })} />
          ) : null}
          {stale ? (
            <div className="stack-s">
              <p>{t('decision.staleText')}</p>
              <p>
                <Button onClick={look}>{t('decision.look')}</Button>
              </p>
            </div>
          ) : null}
          <div className="row">
            <Button type="primary" danger={against} onClick={ask} disabled={stale}>
              {t('decision.submit')}
            </Button>
            <small>{t('decision.keys')}</small>
          </div>
        </>
      )}
      <div className="row other-acts">{unread ? null : <MoreActs file={file} />}</div>
      <Modal
        open={asking}
        title={word ? t(`decision.confirm.${word}`) : ''}
        okText={word ? t(`decision.confirmOk.${word}`) : ''}
        okButtonProps={{ danger: against, autoFocus: true }}
        cancelText={t('decision.backToWriting')}
        confirmLoading={send.isPending}
        destroyOnHidden
        onOk={() => completion && word && send.mutate({ completion, word })}
        // The dialog gives the focus back to a field that may have gone with the decision.
        afterClose={() => done.current?.focus()}
        onCancel={() => setAsking(false)}
      >
        {completion && word ? <ConfirmText act={completion} word={word} file={file} /> : null}
      </Modal>
    </section>
  );
}
