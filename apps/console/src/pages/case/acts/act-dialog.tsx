import { useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { NOTHING_GIVEN, type Given } from '../../../api/work-acts.ts';
import { Confirm } from '../../../rail/confirm.tsx';
import { useText } from '../../../texts/index.ts';
import { FIELDS, type ActedOn } from './act-fields.tsx';
import { LACKS, NEEDS, type Offer } from './act-list.ts';

type Props = {
  file: ActedOn;
  offer: Offer;
  send: (given: Given) => Promise<unknown>;
  onClose: () => void;
  onDone: () => void;
};

/** One act: what it does, what it needs, and what went wrong. */
export function ActDialog({ file, offer, send, onClose, onDone }: Props) {
  const t = useText();
  const local = useLocal();
  const { act, task } = offer;
  const [given, setGiven] = useState<Given>(NOTHING_GIVEN);
  const [complain, setComplain] = useState(false);
  const needs = NEEDS[act].map((need) => ({ need, lacks: LACKS[need](given), Field: FIELDS[need] }));
  const sent = useMutation({
    mutationFn: () => send({ ...given, reason: given.reason.trim() }),
    onSuccess: onDone,
  });
  return (
    <Confirm
      open
      title={t(`acts.does.${act}`)}
      act={t(`acts.does.${act}`)}
      busy={sent.isPending}
      error={sent.error}
      kept={t('decision.kept')}
      onAct={() => (needs.some(({ lacks }) => lacks) ? setComplain(true) : sent.mutate())}
      onClose={onClose}
    >
      <div>
        <p>
          <b>{file.caseNo}</b>
          {task ? ` · ${local(task.organisationName)} · ${local(task.task)}` : null}
        </p>
        <p className="quiet">{t(`acts.explain.${act}`)}</p>
      </div>
      {needs.map(({ need, lacks, Field }) => (
        <Field
          key={need}
          file={file}
          offer={offer}
          given={given}
          set={(part) => setGiven({ ...given, ...part })}
          fault={complain && lacks ? t(`acts.missing.${lacks}`) : undefined}
        />
      ))}
    </Confirm>
  );
}
