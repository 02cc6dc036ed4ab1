import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { endTrust, trustPeer, type Peer } from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { PEER_TONES } from './peer-tones.ts';

/** Another node: who it is, whether it is trusted, and the decision about that. */
export function PeerDrawer({ detail }: { detail: Detail<Peer> }) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.name) || t('nodes.node')}>
      {(peer) => (
        <div className="stack">
          {peer.fault ? (
            <div className="fault-box" role="status">
              <h3>{local(peer.fault.text)}</h3>
              <p>{local(peer.fault.mend)}</p>
              {peer.nextTryAt ? (
                <small>{t('streams.nextTry', { at: formatInstant(peer.nextTryAt, { seconds: true }) })}</small>
              ) : null}
            </div>
          ) : null}
          <dl className="facts">
            <dt>{t('railway.columns.state')}</dt>
            <dd>
              <Tag tone={PEER_TONES[peer.state]}>{t(`nodes.peerStates.${peer.state}`)}</Tag>{' '}
              {t(`nodes.roles.${peer.role}`)}
            </dd>
            <dt>{t('nodes.address')}</dt>
            <dd>
              <code>{peer.url}</code>
            </dd>
            <dt>{t('nodes.fingerprint')}</dt>
            <dd>
              <code>{peer.fingerprint}</code>
            </dd>
            <dt>{t('nodes.askedAt')}</dt>
            <dd>{formatInstant(peer.askedAt)}</dd>
            <dt>{t('nodes.heardAt')}</dt>
            <dd>{peer.heardAt ? formatInstant(peer.heardAt, { seconds: true }) : '–'}</dd>
            <dt>{t('nodes.carries')}</dt>
            <dd>{t('nodes.counts', { out: peer.publications, in: peer.receipts })}</dd>
            {peer.reason ? (
              <>
                <dt>{t('nodes.reason')}</dt>
                <dd>{peer.reason}</dd>
              </>
            ) : null}
          </dl>
          <Trust peer={peer} />
        </div>
      )}
    </DetailDrawer>
  );
}

/** Whether a fingerprint typed or pasted is the one shown, whatever the blanks and capitals. */
const plain = (fingerprint: string): string => fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase();

function Trust({ peer }: { peer: Peer }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [fingerprint, setFingerprint] = useState('');
  const [ending, setEnding] = useState(false);
  const [reason, setReason] = useState('');
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const act = peer.role === 'parent' ? 'confirm' : 'approve';
  const open = peer.role === 'parent' ? peer.state === 'to-confirm' : peer.state === 'asked';
  const end = peer.role === 'child' && peer.state === 'asked' ? 'refuse' : 'revoke';
  const trust = useMutation({ mutationFn: () => trustPeer(peer.id, act, fingerprint.trim()), onSuccess: again });
  const stop = useMutation({
    mutationFn: () => endTrust(peer.id, end, reason.trim()),
    onSuccess: () => {
      setEnding(false);
      return again();
    },
  });
  if (!may('nodes.manage') || peer.state === 'refused' || peer.state === 'revoked') return null;
  return (
    <>
      {open ? (
        <form
          className="flow"
          onSubmit={(event) => {
            event.preventDefault();
            trust.mutate();
          }}
        >
          <Field label={t('nodes.theirFingerprint')} hint={t('nodes.theirFingerprintHint')} required>
            {(described) => (
              <Input
                {...described}
                value={fingerprint}
                maxLength={80}
                autoComplete="off"
                onChange={(event) => setFingerprint(event.target.value)}
              />
            )}
          </Field>
          {trust.error ? <ErrorNotice error={trust.error} level={3} /> : null}
          <div className="row">
            <Button
              type="primary"
              htmlType="submit"
              loading={trust.isPending}
              disabled={plain(fingerprint).length < 32}
            >
              {t(`nodes.acts.${act}`)}
            </Button>
          </div>
        </form>
      ) : null}
      <div className="row">
        <Button danger onClick={() => setEnding(true)}>
          {t(`nodes.acts.${end}`)}
        </Button>
      </div>
      <Confirm
        open={ending}
        title={t(`nodes.ask.${end}`)}
        act={t(`nodes.acts.${end}`)}
        danger
        busy={stop.isPending}
        error={stop.error}
        disabled={reason.trim().length < 2}
        onAct={() => stop.mutate()}
        onClose={() => setEnding(false)}
      >
        <p>{t(`nodes.askText.${end}`)}</p>
        <Field label={t('nodes.reason')} required>
          {(described) => (
            <Input {...described} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </Confirm>
    </>
  );
}
