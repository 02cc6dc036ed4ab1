import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { fetchSigners, RECEIPTS_KEY, registerSigner } from '../../api/receipts.ts';
import { usePermission } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useReceiptText } from '../../texts/receipts.ts';

const signersQuery = { queryKey: [RECEIPTS_KEY, 'signers'], queryFn: fetchSigners };

/** The keys with which departments' applications sign, and registering one. */
export function SignersPanel() {
  const t = useReceiptText();
  const local = useLocal();
  const may = usePermission();
  const query = useQuery(signersQuery);
  if (query.error && !query.data)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data) return <Waiting blocks={3} />;
  const { items, without } = query.data;
  const applications = [...without, ...items].map(({ application, title }) => ({
    value: application,
    label: local(title),
  }));
  return (
    <div className="stack">
      <p>{t('signers.lead')}</p>
      <section className="card pad">
        {items.length === 0 ? (
          <EmptyState title={t('signers.empty')} text={t('signers.emptyText')} />
        ) : (
          <SubTable
            heads={[t('application'), t('signers.organisation'), t('signers.fingerprint'), t('signers.registeredAt')]}
            scrolls={t('tabs.signers')}
          >
            {items.map((item) => (
              <tr key={item.application}>
                <td>{local(item.title)}</td>
                <td>{local(item.organisationName)}</td>
                <td>
                  <code title={item.fingerprint}>{item.fingerprint.slice(0, 24)}…</code>
                </td>
                <td className="nowrap">{formatInstant(item.registeredAt)}</td>
              </tr>
            ))}
          </SubTable>
        )}
      </section>
      {may('interfaces.manage-keys') ? <RegisterForm applications={applications} /> : null}
    </div>
  );
}

function RegisterForm({ applications }: { applications: { value: string; label: string }[] }) {
  const t = useReceiptText();
  const client = useQueryClient();
  const [application, setApplication] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const [tried, setTried] = useState(false);
  const chosen = application || (applications[0]?.value ?? '');
  const key = publicKey.trim().toLowerCase();
  const fits = /^04[0-9a-f]{128}$/.test(key);
  const register = useMutation({
    mutationFn: () => registerSigner({ application: chosen, publicKey: key }),
    onSuccess() {
      setPublicKey('');
      setTried(false);
      return client.invalidateQueries({ queryKey: signersQuery.queryKey });
    },
  });
  if (applications.length === 0) return <p className="quiet">{t('signers.none')}</p>;
  return (
    <form
      className="card pad stack-s"
      style={{ maxWidth: 720 }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fits) register.mutate();
      }}
    >
      <h3>{t('signers.register')}</h3>
      <p className="quiet">{t('signers.replace')}</p>
      <Field label={t('application')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('application')}
            width="100%"
            value={chosen}
            onChange={setApplication}
            options={applications}
          />
        )}
      </Field>
      <Field
        label={t('signers.publicKey')}
        hint={t('signers.publicKeyHint')}
        fault={tried && !fits ? t('signers.publicKeyFault') : undefined}
        required
      >
        {(described) => (
          <Input.TextArea
            {...described}
            rows={3}
            value={publicKey}
            spellCheck={false}
            onChange={(event) => setPublicKey(event.target.value)}
          />
        )}
      </Field>
      {register.error ? <ErrorNotice error={register.error} level={3} /> : null}
      {register.data ? (
        <div role="status" className="stack-s">
          <p>{t('signers.done')}</p>
          <Input.TextArea readOnly rows={8} aria-label={t('signers.fingerprint')} value={register.data.certificate} />
        </div>
      ) : null}
      <div>
        <Button type="primary" htmlType="submit" loading={register.isPending}>
          {t('signers.register')}
        </Button>
      </div>
    </form>
  );
}
