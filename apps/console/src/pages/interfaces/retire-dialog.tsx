import { useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { retireDefinition, type Definition } from '../../api/interfaces.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';

/** Gives notice that a version, or the whole interface, goes out of use. */
export function RetireDialog({ definition, onClose }: { definition: Definition; onClose: () => void }) {
  const it = useInterfaceText();
  const local = useLocal();
  const client = useQueryClient();
  const [version, setVersion] = useState('');
  const [on, setOn] = useState('');
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () =>
      retireDefinition(definition.id, { on, reason: reason.trim(), ...(version === '' ? {} : { version }) }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: ['interfaces'] });
    },
  });
  return (
    <Confirm
      open
      title={it('retireTitle', { title: local(definition.title) })}
      act={it('retire')}
      danger
      disabled={on === '' || reason.trim().length < 2}
      busy={send.isPending}
      error={send.error}
      onAct={() => send.mutate()}
      onClose={onClose}
    >
      <p>{it('retireText')}</p>
      <Field label={it('retireVersion')}>
        {(described) => (
          <SelectBox
            {...described}
            label={it('retireVersion')}
            width="100%"
            value={version}
            onChange={setVersion}
            options={[
              { value: '', label: it('allVersions') },
              ...definition.versions
                .filter(({ state }) => state !== 'retired')
                .map((one) => ({ value: one.version, label: one.version })),
            ]}
          />
        )}
      </Field>
      <Field label={it('retireOn')} required>
        {(described) => <Input {...described} type="date" value={on} onChange={(event) => setOn(event.target.value)} />}
      </Field>
      <Field label={it('retireReason')} required>
        {(described) => (
          <Input {...described} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </Confirm>
  );
}
