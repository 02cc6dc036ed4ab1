import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocal } from '@yiwang/ui';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { ACROSS, correctShare, fetchOffers, objectToShare, withdrawShare, type Share } from '../../api/nodes.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import '../../styles/deliveries.css';
import { ShareDisputeDialog } from './share-disputes.tsx';

type Dialog = 'correct' | 'object' | 'withdraw' | 'dispute';
type Props = { share: Share; onClose: () => void };

/** What the department may do to its request now, by what the other level said. */
export function ShareActs({ share }: { share: Share }) {
  const t = useLevelsText();
  const [open, setOpen] = useState<Dialog>();
  const close = () => setOpen(undefined);
  if (share.acts.length === 0) return null;
  const has = (act: Dialog): boolean => share.acts.includes(act);
  return (
    <div className="row">
      {has('correct') ? (
        <Button type="primary" onClick={() => setOpen('correct')}>
          {t('across.acts.correct')}
        </Button>
      ) : null}
      {has('object') ? (
        <Button type="primary" onClick={() => setOpen('object')}>
          {t('across.acts.object')}
        </Button>
      ) : null}
      {has('dispute') ? <Button onClick={() => setOpen('dispute')}>{t('across.disputes.add')}</Button> : null}
      {has('withdraw') ? <Button onClick={() => setOpen('withdraw')}>{t('across.withdraw')}</Button> : null}
      {open === 'correct' ? <Correct share={share} onClose={close} /> : null}
      {open === 'object' ? <ObjectTo share={share} onClose={close} /> : null}
      {open === 'dispute' ? <ShareDisputeDialog share={share.id} act="raise" onClose={close} /> : null}
      {open === 'withdraw' ? <Withdraw share={share} onClose={close} /> : null}
    </div>
  );
}

function useSent<T>(run: (given: T) => Promise<unknown>, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: [ACROSS] });
    },
  });
}

function Withdraw({ share, onClose }: Props) {
  const t = useLevelsText();
  const send = useSent(() => withdrawShare(share.id), onClose);
  return (
    <Confirm
      open
      title={t('across.withdraw')}
      act={t('across.withdraw')}
      danger
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => send.mutate(undefined)}
    >
      <p>{t('across.withdrawText')}</p>
    </Confirm>
  );
}

function ObjectTo({ share, onClose }: Props) {
  const t = useLevelsText();
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(false);
  const send = useSent((words: string) => objectToShare(share.id, words), onClose);
  const ready = text.trim().length >= 4;
  return (
    <Confirm
      open
      title={t('across.acts.object')}
      act={t('across.acts.object')}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (ready) send.mutate(text.trim());
      }}
    >
      <p>{t('across.objectText')}</p>
      <Written
        label={t('across.objectWords')}
        value={text}
        onChange={setText}
        fault={checked && !ready ? t('across.atLeast') : undefined}
      />
    </Confirm>
  );
}

/** What may be changed of a returned request: what they want to know stands above it. */
function Correct({ share, onClose }: Props) {
  const t = useLevelsText();
  const local = useLocal();
  const offers = useQuery({ queryKey: [ACROSS, 'offers'], queryFn: fetchOffers });
  const offered = offers.data?.items
    .find(({ peerId, resource }) => peerId === share.peerId && resource === share.resource)
    ?.interfaces.find(({ id }) => id === share.interface)?.fields;
  const choices = offered ?? share.fields.map((name, place) => ({ name, title: share.fieldTitles[place] }));
  const [fields, setFields] = useState(share.fields);
  const [purpose, setPurpose] = useState(share.purposes[0]?.title.zh ?? '');
  const [basis, setBasis] = useState(share.basis);
  const [until, setUntil] = useState(share.until);
  const [callsPerDay, setCalls] = useState(share.callsPerDay);
  const purposes = share.purposes.map((one, place) =>
    place > 0 || purpose.trim() === one.title.zh ? one : { ...one, title: { zh: purpose.trim(), en: purpose.trim() } },
  );
  const send = useSent(
    () => correctShare(share.id, { fields, purposes, basis: basis.trim(), from: share.from, until, callsPerDay }),
    onClose,
  );
  const ready = purpose.trim().length > 1 && basis.trim().length > 1 && until !== '' && fields.length > 0;
  return (
    <Confirm
      open
      wide
      title={t('across.acts.correct')}
      act={t('across.acts.correct')}
      busy={send.isPending}
      error={send.error}
      disabled={!ready}
      onClose={onClose}
      onAct={() => send.mutate(undefined)}
    >
      <div className="fault-box" data-tone="amber">
        <h3>{t('across.correction')}</h3>
        <p>{share.standing?.correction?.what}</p>
      </div>
      <p>{t('across.correctText')}</p>
      <fieldset className="plain-fieldset">
        <legend>{t('across.fields')}</legend>
        <Checkbox.Group
          options={choices.map(({ name, title }) => ({ value: name, label: title ? local(title) : name }))}
          value={fields}
          onChange={(names) => setFields(names)}
        />
      </fieldset>
      <Field label={t('across.purpose')} required>
        {(described) => (
          <Input {...described} maxLength={200} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
        )}
      </Field>
      <Field label={t('across.basis')} required>
        {(described) => (
          <Input {...described} maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
        )}
      </Field>
      <Field label={t('across.untilDay')} required>
        {(described) => (
          <Input {...described} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        )}
      </Field>
      <Field label={t('across.callsPerDay')} required>
        {(described) => (
          <InputNumber
            {...described}
            min={1}
            max={1_000_000}
            value={callsPerDay}
            onChange={(value) => setCalls(value ?? 1)}
          />
        )}
      </Field>
    </Confirm>
  );
}
