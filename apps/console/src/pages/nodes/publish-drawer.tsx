import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { publish, type Choice, type Peer } from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { ChoiceFields } from './choice-fields.tsx';

/** Publishes a catalogue entry, and its rows when wanted, to the node above. */
export function PublishDrawer({ peer, onClose }: { peer: Peer; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice>({ resource: '', items: [], grade: 2 });
  const [basis, setBasis] = useState('');
  const send = useMutation({
    mutationFn: () => publish({ ...choice, peerId: peer.id, ...(basis.trim() ? { basis: basis.trim() } : {}) }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  return (
    <DetailDrawer
      detail={{ id: 'publish', shown: peer, error: null, onRetry: onClose, onClose }}
      title={t('nodes.publishTo', { node: local(peer.name) })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send.mutate();
          }}
        >
          <ChoiceFields choice={choice} onChoice={setChoice} rows={false} />
          <Field label={t('streams.basis')} hint={t('streams.basisHint')}>
            {(described) => (
              <Input {...described} value={basis} maxLength={200} onChange={(event) => setBasis(event.target.value)} />
            )}
          </Field>
          {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={send.isPending} disabled={choice.items.length === 0}>
              {t('nodes.publish')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
