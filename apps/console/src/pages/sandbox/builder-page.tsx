import { EmptyState, ErrorNotice, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Radio } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import {
  DELIVERIES,
  grantsQuery,
  previewQuery,
  submitQuery,
  type Query,
  type UsableGrant,
} from '../../api/deliveries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/deliveries.css';
import { FilterRows } from '../deliveries/filter-rows.tsx';
import { DataFields } from './data-fields.tsx';
import { choosable, NEW_DRAFT, queryOf, type Draft } from './draft.ts';
import { OutputFields } from './output-fields.tsx';

/** A sandbox query put together by mouse; what it does is said in words beside it as it grows. */
export function BuilderPage() {
  const t = useText();
  const query = useQuery(grantsQuery);
  const grants = query.data?.items.filter(({ delivery }) => delivery === 'sandbox');
  return (
    <Page
      title={t('sandbox.builder.title')}
      lead={t('sandbox.builder.lead')}
      actions={<Link to="/sandbox">{t('sandbox.builder.back')}</Link>}
    >
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : null}
      {grants === undefined && !query.error ? <Waiting blocks={3} /> : null}
      {grants?.length === 0 ? (
        <div className="card pad">
          <EmptyState title={t('sandbox.builder.noGrants')} text={t('sandbox.builder.noGrantsText')} />
        </div>
      ) : null}
      {grants && grants.length > 0 ? <Builder grants={grants} /> : null}
    </Page>
  );
}

const SETTLE_MS = 400;

/** The query once nothing of it has changed for a moment. */
function useSettled(query: Query | undefined): Query | undefined {
  const text = JSON.stringify(query ?? null);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return useMemo(() => (JSON.parse(settled) as Query | null) ?? undefined, [settled]);
}

function Builder({ grants }: { grants: readonly UsableGrant[] }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>({ ...NEW_DRAFT, grant: grants[0]?.id ?? '' });
  const [chosenPurpose, setPurpose] = useState('');
  const [caseNo, setCaseNo] = useState('');
  const [format, setFormat] = useState<'csv' | 'xlsx'>('xlsx');
  const main = grants.find(({ id }) => id === draft.grant);
  const joined = grants.find(({ id }) => id === draft.join?.grant);
  const fields = choosable(main, joined, (field, of) =>
    joined
      ? `${local(field.title)}${mark.open}${local((of === 'a' ? main : joined)?.title)}${mark.close}`
      : local(field.title),
  );
  // One that both grants are for.
  const purposes = (main?.purposes ?? []).filter(
    ({ id }) => !joined || joined.purposes.some((other) => other.id === id),
  );
  const purpose = purposes.find(({ id }) => id === chosenPurpose)?.id ?? purposes[0]?.id ?? '';
  const query = queryOf(draft);
  const settled = useSettled(query);
  const preview = useQuery({
    queryKey: ['sandbox-preview', JSON.stringify(settled ?? null)],
    queryFn: () => previewQuery(settled as Query),
    enabled: settled !== undefined,
    retry: false,
  });
  const send = useMutation({
    mutationFn: () =>
      submitQuery({ query: query as Query, purpose, format, ...(caseNo.trim() ? { caseNo: caseNo.trim() } : {}) }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [DELIVERIES] });
      await navigate({ to: '/sandbox', search: { open: id } });
    },
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <form
      className="builder fits"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <div className="stack">
        <section className="card pad stack-s">
          <h2>{t('sandbox.builder.data')}</h2>
          <DataFields grants={grants} draft={draft} onChange={change} />
        </section>
        <section className="card pad stack-s">
          <h2>{t('sandbox.builder.filters')}</h2>
          <FilterRows
            fields={fields}
            drafts={draft.filters}
            faultAt={() => undefined}
            onChange={(filters) => change({ filters })}
          />
        </section>
        <section className="card pad stack-s">
          <h2>{t('sandbox.builder.output')}</h2>
          <OutputFields fields={fields} draft={draft} onChange={change} />
        </section>
        <section className="card pad stack-s">
          <h2>{t('sandbox.builder.why')}</h2>
          <div className="two">
            <Field label={t('deliveries.form.purpose')} required>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('deliveries.form.purpose')}
                  value={purpose}
                  width="100%"
                  onChange={setPurpose}
                  options={purposes.map((one) => ({ value: one.id, label: local(one.title) }))}
                />
              )}
            </Field>
            <Field label={t('deliveries.form.caseNo')}>
              {(described) => (
                <Input
                  {...described}
                  value={caseNo}
                  maxLength={64}
                  onChange={({ target }) => setCaseNo(target.value)}
                />
              )}
            </Field>
          </div>
          <Radio.Group
            aria-label={t('deliveries.form.format')}
            value={format}
            onChange={(event) => setFormat(event.target.value as 'csv' | 'xlsx')}
            options={[
              { value: 'xlsx', label: t('deliveries.form.formats.xlsx') },
              { value: 'csv', label: t('deliveries.form.formats.csv') },
            ]}
          />
        </section>
      </div>
      <section className="card pad stack builder-side" aria-live="polite" aria-label={t('sandbox.builder.preview')}>
        <h2>{t('sandbox.builder.preview')}</h2>
        {query === undefined ? <p className="quiet">{t('sandbox.builder.previewWaits')}</p> : null}
        {query && preview.error ? <ErrorNotice error={preview.error} level={3} /> : null}
        {query && preview.data ? (
          <>
            <ol className="builder-words">
              {preview.data.words.map((word) => (
                <li key={word.en}>
                  <span>{local(word)}</span>
                </li>
              ))}
            </ol>
            <small>
              {t('sandbox.builder.reviewers', {
                providers: [main, joined]
                  .flatMap((grant) => (grant ? [local(grant.providerName)] : []))
                  .filter((name, index, all) => all.indexOf(name) === index)
                  .join(t('shell.and')),
              })}
            </small>
          </>
        ) : null}
        {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
        <Button
          type="primary"
          htmlType="submit"
          loading={send.isPending}
          disabled={query === undefined || Boolean(preview.error) || purpose === ''}
        >
          {t('sandbox.builder.submit')}
        </Button>
      </section>
    </form>
  );
}
