import { ApiProblem, ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Radio } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { sendAct, type WorkAction, type WorkCase } from '../../../api/work.ts';
import { workCaseQuery } from '../../../data/queries.ts';
import { useText } from '../../../texts/index.ts';
import { WORK_KEY } from '../../work/work-list.ts';
import type { Neighbours } from '../neighbours.ts';
import { ConfirmText } from './confirm-text.tsx';
import { DecisionFields } from './decision-fields.tsx';
import { actOf, EMPTY_DRAFT, missingIn, type Draft } from './decision-draft.ts';

const ORDER: readonly WorkAction[] = ['approve', 'request-correction', 'refuse', 'accept'];

/** What was begun and not sent, by case, while the console is open: a stray J or K must not lose it. Never stored: it may name people. */
const drafts = new Map<string, Draft>();

/** The one decision: chosen, written, confirmed. What was written stays through errors and other people's changes. */
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
  const panel = useRef<HTMLElement>(null);
  const done = useRef<HTMLHeadingElement>(null);
  const send = useMutation({
    mutationFn: (act: NonNullable<ReturnType<typeof actOf>>) => sendAct(file.id, file.revision, act),
    onSuccess: (after) => {
      client.setQueryData(workCaseQuery(file.id).queryKey, after);
      void client.invalidateQueries({ queryKey: [WORK_KEY] });
      setDraft(EMPTY_DRAFT);
      setComplain(false);
    },
    onSettled: () => setAsking(false),
  });
  const sent = send.isSuccess ? send.variables.action : undefined;
  useEffect(() => {
    if (sent) done.current?.focus();
  }, [sent]);

  const act = actOf(draft);
  const ask = () => {
    if (act) {
      send.reset();
      setAsking(true);
      return;
    }
    setComplain(true);
    requestAnimationFrame(() =>
      panel.current?.querySelector<HTMLElement>('[aria-invalid="true"], input[type="radio"]')?.focus(),
    );
  };

  const actions = ORDER.filter((action) => file.allowed.includes(action));
  const stale = send.error instanceof ApiProblem && send.error.status === 409;
  const look = () => {
    send.reset();
    void client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
  };
  return (
    <section
      ref={panel}
      className="card pad stack-s decision"
      aria-label={t('decision.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || actions.length === 0) return;
        event.preventDefault();
        ask();
      }}
    >
      {sent ? (
        <div className="decided" role="status">
          <h2 ref={done} tabIndex={-1}>
            {t(`decision.sent.${sent}`)}
          </h2>
          <p>{t(`decision.after.${sent}`, { state: local(file.stateTitle) })}</p>
          {neighbours.next ? (
            <p>
              <Button onClick={neighbours.next}>{t('decision.nextCase')}</Button>
            </p>
          ) : null}
        </div>
      ) : null}
      {actions.length === 0 ? (
        sent ? null : (
          <Closed file={file} />
        )
      ) : (
        <>
          {sent ? null : <h2>{t('decision.title')}</h2>}
          <Radio.Group
            value={draft.action}
            onChange={(event) => setDraft({ ...draft, action: event.target.value as WorkAction })}
            aria-label={t('decision.choose')}
            className="ways"
            options={actions.map((value) => ({ value, label: t(`decision.actions.${value}`) }))}
          />
          {complain && !draft.action ? <p className="fault">{t('decision.missing.action')}</p> : null}
          <DecisionFields file={file} draft={draft} onChange={setDraft} missing={complain ? missingIn(draft) : []} />
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
            <Button type="primary" danger={draft.action === 'refuse'} onClick={ask} disabled={stale}>
              {t('decision.submit')}
            </Button>
            <small>{t('decision.keys')}</small>
          </div>
        </>
      )}
      <Modal
        open={asking}
        title={draft.action ? t(`decision.confirm.${draft.action}`) : ''}
        okText={draft.action ? t(`decision.confirmOk.${draft.action}`) : ''}
        okButtonProps={{ danger: draft.action === 'refuse' }}
        cancelText={t('decision.backToWriting')}
        confirmLoading={send.isPending}
        onOk={() => act && send.mutate(act)}
        onCancel={() => setAsking(false)}
      >
        {act ? <ConfirmText act={act} file={file} /> : null}
      </Modal>
    </section>
  );
}

/** Why there is nothing to decide. */
function Closed({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const over = ['approved', 'closed', 'refused', 'withdrawn', 'returned'].includes(file.state);
  return (
    <>
      <h2>{t('decision.title')}</h2>
      <p>
        {over
          ? t('decision.over', { state: local(file.stateTitle) })
          : file.state === 'correction'
            ? t('decision.waiting', { until: file.correction?.until ?? file.clock?.dueDate ?? '' })
            : t('decision.noRight')}
      </p>
    </>
  );
}
