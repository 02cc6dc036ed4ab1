import { ErrorNotice } from '@yiwang/ui';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useText } from '../texts/index.ts';
import { Field } from './field.tsx';

/** Asks what someone opens people's data for; it is logged with the look. */
export function Purpose({ busy, error, onOpen }: { busy: boolean; error: unknown; onOpen: (purpose: string) => void }) {
  const t = useText();
  const [purpose, setPurpose] = useState('');
  const ready = purpose.trim().length >= 2;
  return (
    <form
      className="stack-s"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onOpen(purpose.trim());
      }}
    >
      <Field label={t('purpose.label')} hint={t('purpose.hint')} required>
        {(described) => (
          <Input {...described} value={purpose} maxLength={200} onChange={(event) => setPurpose(event.target.value)} />
        )}
      </Field>
      {error ? <ErrorNotice error={error} level={3} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>
          {t('purpose.open')}
        </Button>
      </div>
    </form>
  );
}
