import { useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { resumeProcess, type WorkCase } from '../../api/work.ts';
import type { Stopped } from '../../api/work-tasks.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { useText } from '../../texts/index.ts';
import { valueOf } from './given-value.ts';

type Props = { file: WorkCase; stopped: Stopped; onClose: () => void; onDone: (elsewhere: boolean) => void };

/** How a stopped process goes on: tried again, with what it lacked, or moved to another step; always with a reason. */
export function ResumeDialog({ file, stopped, onClose, onDone }: Props) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const tries = stopped.places.some(({ mayResume }) => mayResume);
  const missing = [...new Set(stopped.places.flatMap((place) => place.missing))];
  const [way, setWay] = useState<'again' | 'move'>(tries ? 'again' : 'move');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [node, setNode] = useState('');
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const lacksReason = reason.trim() === '';
  const lacksNode = way === 'move' && node === '';
  const send = useMutation({
    mutationFn: () => {
      const given = Object.entries(values).filter(([, text]) => text.trim() !== '');
      return resumeProcess(file.id, file.revision, {
        reason: reason.trim(),
        ...(way === 'move' ? { node } : {}),
        ...(way === 'again' && given.length > 0
          ? { values: Object.fromEntries(given.map(([name, text]) => [name, valueOf(text)])) }
          : {}),
      });
    },
    onSuccess: ({ stopped: elsewhere }) => onDone(elsewhere),
  });
  return (
    <Confirm
      open
      title={t('stopped.resume')}
      act={t('stopped.resume')}
      busy={send.isPending}
      error={send.error}
      kept={t('decision.kept')}
      onAct={() => (lacksReason || lacksNode ? setComplain(true) : send.mutate())}
      onClose={onClose}
    >
      <div>
        <p>
          <b>{file.caseNo}</b> · {stopped.places.map(({ title }) => local(title)).join(mark.list)}
        </p>
        <p className="quiet">{t('stopped.explain')}</p>
      </div>
      {tries && stopped.moveTo.length > 0 ? (
        <Radio.Group
          aria-label={t('stopped.way')}
          value={way}
          onChange={(event) => setWay(event.target.value as typeof way)}
          options={[
            { value: 'again', label: t('stopped.again') },
            { value: 'move', label: t('stopped.move') },
          ]}
        />
      ) : null}
      {way === 'again'
        ? missing.map((name) => (
            <Field key={name} label={t('stopped.missing', { name })} hint={t('stopped.missingHint')}>
              {(described) => (
                <Input
                  {...described}
                  maxLength={200}
                  value={values[name] ?? ''}
                  onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                />
              )}
            </Field>
          ))
        : null}
      {way === 'move' ? (
        <Field label={t('stopped.node')} required fault={complain && lacksNode ? t('stopped.lacks.node') : undefined}>
          {(described) => (
            <Select
              {...described}
              value={node || null}
              onChange={(to: string | null) => setNode(to ?? '')}
              options={stopped.moveTo.map((place) => ({ value: place.node, label: local(place.title) }))}
            />
          )}
        </Field>
      ) : null}
      <Written
        label={t('stopped.reason')}
        max={1000}
        value={reason}
        onChange={setReason}
        fault={complain && lacksReason ? t('stopped.lacks.reason') : undefined}
      />
    </Confirm>
  );
}
