import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Tabs } from 'antd';
import { useState } from 'react';
import '../../styles/applications.css';
import '../../styles/interfaces.css';
import { createKey, revokeKey, type Application, type DataInterface, type Grant } from '../../api/interfaces.ts';
import { applicationsQuery, interfacesQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { SnippetsPanel } from '../interfaces/snippets-panel.tsx';
import { CallsPanel } from './calls-panel.tsx';
import { QuotasPanel } from './quotas-panel.tsx';
import { CopyButton } from './copy-button.tsx';

type Granted = { one: DataInterface; grant: Grant };
type Props = Detail<Application> & { tab: string; onTab: (tab: string) => void };

/** One application: its keys, what it may call and has used of it, its errors, and a call to copy. */
export function ApplicationDrawer({ tab, onTab, ...detail }: Props) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.title) || t('applications.detail')} wide>
      {(shown) => <Body application={shown} tab={tab} onTab={onTab} />}
    </DetailDrawer>
  );
}

function Body({ application, tab, onTab }: { application: Application; tab: string; onTab: (tab: string) => void }) {
  const it = useInterfaceText();
  const interfaces = useQuery(interfacesQuery).data?.items ?? [];
  const granted = interfaces.flatMap((one) =>
    one.grants.filter((grant) => grant.application === application.id).map((grant) => ({ one, grant })),
  );
  return (
    <Tabs
      className="interface-tabs"
      activeKey={tab}
      onChange={onTab}
      destroyOnHidden
      items={[
        { key: 'keys', label: it('keysTab'), children: <Keys application={application} /> },
        {
          key: 'quotas',
          label: it('quotasTab', { count: granted.length }),
          children: <QuotasPanel granted={granted} />,
        },
        {
          key: 'errors',
          label: it('errorsTab'),
          children: <CallsPanel application={application.id} refused />,
        },
        {
          key: 'calls',
          label: it('allCallsTab'),
          children: <CallsPanel application={application.id} refused={false} />,
        },
        {
          key: 'snippets',
          label: it('snippetsTab'),
          children: <Example application={application} granted={granted} />,
        },
      ]}
    />
  );
}

/** A call to copy, of one of the interfaces and purposes that were granted. */
function Example({ application, granted }: { application: Application; granted: readonly Granted[] }) {
  const t = useText();
  const local = useLocal();
  const [chosen, setChosen] = useState('');
  const offered = granted.flatMap(({ one, grant }) =>
    grant.purposes.map((purpose) => ({ name: `${one.id} ${purpose.id}`, one, purpose })),
  );
  const call = offered.find(({ name }) => name === chosen) ?? offered[0];
  if (!call) return <p className="quiet">{t('applications.noGrant')}</p>;
  return (
    <div className="stack">
      <Field label={t('interfaces.name')}>
        {(described) => (
          <SelectBox
            {...described}
            label={t('interfaces.name')}
            width="100%"
            value={call.name}
            onChange={setChosen}
            options={offered.map(({ name, one, purpose }) => ({
              value: name,
              label: `${local(one.title)} · ${local(purpose.title)}`,
            }))}
          />
        )}
      </Field>
      <SnippetsPanel
        key={call.name}
        id={call.one.id}
        grants={call.one.grants}
        application={application.id}
        purpose={call.purpose.id}
      />
    </div>
  );
}

function Keys({ application }: { application: Application }) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<string>();
  const refresh = () => client.invalidateQueries({ queryKey: applicationsQuery.queryKey });
  const create = useMutation({ mutationFn: () => createKey(application.id), onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: (keyId: string) => revokeKey(application.id, keyId),
    onSuccess: refresh,
    onSettled: () => setLeaving(undefined),
  });
  const manages = may('interfaces.manage-keys');
  return (
    <section className="stack-s">
      <div className="row">
        <h3 className="grow">{t('applications.keys')}</h3>
        {manages ? (
          <Button type="primary" loading={create.isPending} onClick={() => create.mutate()}>
            {t('applications.create')}
          </Button>
        ) : null}
      </div>
      {create.error ? <ErrorNotice error={create.error} level={3} /> : null}
      {revoke.error ? <ErrorNotice error={revoke.error} level={3} /> : null}
      {application.keys.length === 0 ? (
        <p className="quiet">{t('applications.noKeys')}</p>
      ) : (
        <SubTable
          heads={[
            t('applications.key'),
            t('applications.createdAt'),
            t('applications.lastUse'),
            t('applications.state'),
          ]}
          scrolls={t('applications.keys')}
        >
          {application.keys.map(({ keyId, createdAt, lastUsedAt, revokedAt }) => (
            <tr key={keyId}>
              <td>
                <code>{keyId}</code>
              </td>
              <td className="nowrap">{formatInstant(createdAt)}</td>
              <td className="nowrap">{lastUsedAt ? formatInstant(lastUsedAt) : t('applications.neverUsed')}</td>
              <td>
                {revokedAt ? (
                  <>
                    <Tag>{t('applications.revoked')}</Tag> <small>{formatInstant(revokedAt)}</small>
                  </>
                ) : (
                  <span className="row">
                    <Tag tone="green">{t('applications.valid')}</Tag>
                    {manages ? (
                      <Button
                        size="small"
                        danger
                        aria-label={t('applications.revokeKey', { key: keyId })}
                        onClick={() => setLeaving(keyId)}
                      >
                        {t('applications.revoke')}
                      </Button>
                    ) : null}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </SubTable>
      )}
      <Modal
        open={leaving !== undefined}
        title={t('applications.revokeTitle')}
        okText={t('applications.revoke')}
        okButtonProps={{ danger: true }}
        confirmLoading={revoke.isPending}
        onOk={() => leaving && revoke.mutate(leaving)}
        onCancel={() => setLeaving(undefined)}
      >
        <p>
          <code>{leaving}</code>
        </p>
        <p>{t('applications.revokeText')}</p>
      </Modal>
      <Modal
        open={create.data !== undefined}
        title={t('applications.secretTitle')}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        // Otherwise the secret would stay in the page, hidden.
        destroyOnHidden
        footer={
          <Button type="primary" onClick={() => create.reset()}>
            {t('applications.secretKept')}
          </Button>
        }
      >
        {create.data ? (
          <div className="stack-s">
            <p>{t('applications.secretText')}</p>
            <dl className="facts">
              <dt>{t('applications.key')}</dt>
              <dd>
                <code>{create.data.keyId}</code>
              </dd>
              <dt>{t('applications.secret')}</dt>
              <dd>
                <code className="secret">{create.data.secret}</code>
              </dd>
            </dl>
            <div className="row">
              <CopyButton text={create.data.secret} label={t('applications.copySecret')} />
            </div>
          </div>
        ) : null}
      </Modal>
    </section>
  );
}
