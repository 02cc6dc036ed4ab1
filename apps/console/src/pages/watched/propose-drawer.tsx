import { ErrorNotice } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import { proposeWatch } from '../../api/data-security.ts';
import { Written } from '../../form/written.tsx';
import { Field } from '../../rail/field.tsx';
import { useText } from '../../texts/index.ts';
import { useGuardText } from '../../texts/guard.ts';
import { faultsIn } from '../connections/schema-values.ts';

type Props = { open: boolean; onClose: () => void; onDone: () => void };
const EMPTY = { citizenId: '', name: '', reason: '', until: '' };

/** Who, why and until when; somebody else confirms it. */
export function ProposeDrawer({ open, onClose, onDone }: Props) {
  const t = useGuardText();
  const general = useText();
  const [wish, setWish] = useState(EMPTY);
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: () => proposeWatch(wish),
    onSuccess: () => {
      setWish(EMPTY);
      check(false);
      onDone();
      onClose();
    },
  });
  const given = faultsIn(send.error);
  const missing = (name: keyof typeof EMPTY) =>
    given.get(`/${name}`) ?? (checked && wish[name].trim() === '' ? general('form.required') : undefined);
  const text = (name: 'citizenId' | 'name' | 'until', more: { type?: string; hint?: string; max: number }) => (
    <Field label={t(`watched.${name}`)} required hint={more.hint} fault={missing(name)}>
      {(described) => (
        <Input
          {...described}
          type={more.type ?? 'text'}
          autoComplete="off"
          maxLength={more.max}
          value={wish[name]}
          onChange={(event) => setWish({ ...wish, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Drawer title={<h2>{t('watched.addTitle')}</h2>} open={open} onClose={onClose} size={560} destroyOnHidden>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          check(true);
          if (Object.values(wish).every((value) => value.trim() !== '')) send.mutate();
        }}
      >
        <p>{t('watched.addText')}</p>
        {text('name', { max: 60 })}
        {text('citizenId', { max: 24 })}
        {text('until', { type: 'date', hint: t('watched.untilHint'), max: 10 })}
        <Written
          label={t('watched.reason')}
          hint={t('watched.reasonHint')}
          value={wish.reason}
          max={500}
          onChange={(reason) => setWish({ ...wish, reason })}
          fault={missing('reason')}
        />
        {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={send.isPending}>
            {t('watched.send')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
