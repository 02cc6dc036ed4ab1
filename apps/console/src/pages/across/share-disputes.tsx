import { formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { ACROSS, actOnShareDispute, disputeShare, type ShareDispute } from '../../api/nodes.ts';
import { Written } from '../../form/written.tsx';
import { AsWritten } from '../../rail/as-written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';

const TONES: Record<ShareDispute['state'], Tone> = {
  sending: 'grey',
  'not-taken': 'red',
  open: 'amber',
  answered: 'blue',
  settled: 'green',
  withdrawn: 'grey',
};

/** Its state, and the light of the clock that runs over there. */
export function DisputeState({ dispute: { state, light } }: { dispute: ShareDispute }) {
  const t = useLevelsText();
  return (
    <span className="row">
      <Tag tone={TONES[state]}>{t(`across.disputes.states.${state}`)}</Tag>
      {light ? <Tag tone={light}>{t(`across.lights.${light}`)}</Tag> : null}
    </span>
  );
}

/** A dispute about a request to another node: what either side said, what the authority there found, and what may be done now. */
export function DisputeFacts({ share, dispute }: { share: string; dispute: ShareDispute }) {
  const t = useLevelsText();
  const local = useLocal();
  const [act, setAct] = useState<'answer' | 'withdraw'>();
  const { clock, by, answer, settlement, law, inFavour, refusal } = dispute;
  const said = (title: string, at: string | undefined, words: ReactNode) => (
    <div className="stack-s">
      <small>
        {title}
        {at ? ` · ${formatInstant(at)}` : ''}
      </small>
      <blockquote className="objection">{words}</blockquote>
    </div>
  );
  return (
    <div className="stack-s">
      <p className="row">
        <b>{dispute.number ?? t('across.disputes.numberLater')}</b>
        <DisputeState dispute={dispute} />
      </p>
      {clock ? (
        <small>
          {t(new Date(clock.dueAt) <= new Date() ? 'across.disputes.wasDue' : 'across.disputes.due', {
            who: by ? local(by) : '–',
            date: clock.dueDate,
          })}
        </small>
      ) : null}
      {said(t(`across.disputes.raised.${dispute.raisedBy}`), dispute.at, <AsWritten said={dispute.text} />)}
      {answer
        ? said(t(`across.disputes.answered.${dispute.raisedBy}`), dispute.answeredAt, <AsWritten said={answer} />)
        : null}
      {settlement
        ? said(
            t('across.disputes.settled', { who: by ? local(by) : '–' }),
            dispute.doneAt,
            <>
              {inFavour ? <div>{t(`across.disputes.favours.${inFavour}`)}</div> : null}
              <AsWritten said={settlement} />
              {law ? (
                <div>
                  <small>
                    <AsWritten said={law} />
                  </small>
                </div>
              ) : null}
            </>,
          )
        : null}
      {refusal ? <p>{local(refusal)}</p> : null}
      {dispute.acts.length > 0 ? (
        <div className="row">
          {dispute.acts.map((one) => (
            <Button key={one} type={one === 'answer' ? 'primary' : 'default'} onClick={() => setAct(one)}>
              {t(`across.disputes.acts.${one}`)}
            </Button>
          ))}
        </div>
      ) : null}
      {act ? (
        <ShareDisputeDialog share={share} dispute={dispute.id} act={act} onClose={() => setAct(undefined)} />
      ) : null}
    </div>
  );
}

/** Raises a dispute about a request to another node, answers one, or takes one back; without `dispute` it is raised. */
export function ShareDisputeDialog({
  share,
  dispute,
  act,
  onClose,
}: {
  share: string;
  dispute?: string;
  act: 'raise' | 'answer' | 'withdraw';
  onClose: () => void;
}) {
  const t = useLevelsText();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(false);
  const written = text.trim().length >= 4;
  const ready = act === 'withdraw' || written;
  const send = useMutation({
    mutationFn: () =>
      dispute === undefined
        ? disputeShare(share, text.trim())
        : actOnShareDispute(share, dispute, act === 'answer' ? { answer: text.trim() } : {}),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: [ACROSS] });
    },
  });
  return (
    <Confirm
      open
      title={t(`across.disputes.acts.${act}`)}
      act={t(`across.disputes.acts.${act}`)}
      danger={act === 'withdraw'}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (ready) send.mutate();
      }}
    >
      <p>{t(`across.disputes.texts.${act}`)}</p>
      {act === 'withdraw' ? null : (
        <Written
          label={t(`across.disputes.words.${act}`)}
          value={text}
          onChange={setText}
          fault={checked && !written ? t('across.atLeast') : undefined}
        />
      )}
    </Confirm>
  );
}
