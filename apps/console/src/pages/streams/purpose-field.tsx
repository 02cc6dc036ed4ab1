import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { fetchGrants, SHARING } from '../../api/sharing.ts';
import type { StreamLine } from '../../api/streams.ts';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';

type Props = {
  line: StreamLine | undefined;
  /** Who would receive: the organisation, and the application if one is named. */
  organisation: string;
  application: string;
  value: string;
  fault: string | undefined;
  onChange: (purpose: string) => void;
};

/** What a subscription is for: one of the purposes that a grant names; in one's own words only for one's own data, which need none. */
export function PurposeField({ line, organisation, application, value, fault, onChange }: Props) {
  const t = useText();
  const local = useLocal();
  const needed = line !== undefined && organisation !== '' && line.organisation !== organisation;
  const query = useQuery({
    queryKey: [SHARING, 'subscription-grants', line?.resource ?? ''],
    queryFn: () =>
      fetchGrants({ delivery: 'subscription', resource: line?.resource ?? '', state: 'active' }, undefined),
    enabled: needed,
  });
  if (!needed)
    return (
      <Field label={t('streams.purpose')} required fault={fault}>
        {(described) => (
          <Input {...described} value={value} maxLength={200} onChange={(event) => onChange(event.target.value)} />
        )}
      </Field>
    );
  if (query.error && !query.data) return <NotLoaded query={query} />;
  const purposes = new Map(
    (query.data?.items ?? [])
      .filter(
        (grant) => grant.organisation.id === organisation && (!application || grant.application.id === application),
      )
      .flatMap((grant) => grant.purposes)
      .map(({ id, title }) => [id, title]),
  );
  if (query.data && purposes.size === 0)
    return (
      <div className="fault-box" data-tone="amber" role="status">
        <p>{t('streams.noGrant')}</p>
        <Link to="/sharing/new" search={{ resource: line.resource }}>
          {t('streams.askFirst')}
        </Link>
      </div>
    );
  return (
    <Field label={t('streams.purpose')} hint={t('streams.purposeHint')} required fault={fault}>
      {(described) => (
        <SelectBox
          {...described}
          label={t('streams.purpose')}
          value={purposes.has(value) ? value : ''}
          width="100%"
          onChange={onChange}
          options={[
            { value: '', label: t('streams.choosePurpose') },
            ...[...purposes].map(([key, title]) => ({ value: key, label: local(title) })),
          ]}
        />
      )}
    </Field>
  );
}
