import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { publish, type Choice, type Peer } from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { ChoiceFields } from './choice-fields.tsx';

/** Publishes a catalogue entry to another node: with its rows, when wanted, to the one above; to one below the entry alone. */
export function PublishDrawer({ peers, onClose }: { peers: readonly Peer[]; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice>({ resource: '', items: [], grade: 2 });
  const [basis, setBasis] = useState('');
  const [chosen, setChosen] = useState('');
  const peer = peers.find(({ id }) => id === chosen) ?? peers[0];
  const below = peer?.role === 'child';
  const send = useMutation({
    mutationFn: () => {
      const { lineId, ...entry } = choice;
      const what = below || lineId === undefined ? entry : { ...entry, lineId };
      return publish({ ...what, peerId: peer?.id ?? '', ...(basis.trim() ? { basis: basis.trim() } : {}) });
    },
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  return (
    <DetailDrawer
      detail={{ id: 'publish', shown: peer, error: null, onRetry: onClose, onClose }}
      title={t('nodes.publishTo', { node: local(peer?.name) })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send.mutate();
          }}
        >
          {peers.length > 1 ? (
            <Field label={t('nodes.node')} required>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('nodes.node')}
                  value={peer?.id ?? ''}
                  width="100%"
                  onChange={setChosen}
                  options={peers.map((one) => ({
                    value: one.id,
                    label: `${local(one.name)} · ${t(`nodes.roles.${one.role}`)}`,
                  }))}
                />
              )}
            </Field>
          ) : null}
          {below ? <p className="quiet">{t('nodes.publishDown')}</p> : null}
          <ChoiceFields choice={choice} onChoice={setChoice} rows={below ? 'never' : 'maybe'} />
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
