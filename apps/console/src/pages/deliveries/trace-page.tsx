import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef } from 'react';
import { traceFile, type Traced } from '../../api/deliveries.ts';
import { Page } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/deliveries.css';

/** 泄露追查: whose copy a file is that was found outside. */
export function TracePage() {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const trace = useMutation({ mutationFn: traceFile });
  return (
    <Page title={t('tracing.title')} lead={t('tracing.lead')}>
      <section className="card pad stack-s">
        <div className="row">
          <Button type="primary" loading={trace.isPending} onClick={() => input.current?.click()}>
            {trace.isPending ? t('tracing.looking') : t('tracing.choose')}
          </Button>
          <small>{t('tracing.hint')}</small>
        </div>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.xlsx,.txt"
          aria-label={t('tracing.choose')}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) trace.mutate(file);
            event.target.value = '';
          }}
        />
        {trace.error ? <ErrorNotice error={trace.error} level={3} /> : null}
      </section>
      {trace.data ? <Found traced={trace.data} /> : null}
    </Page>
  );
}

function Found({ traced }: { traced: Traced }) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="stack" role="status">
      <p className="quiet">
        {t('tracing.compared', { cells: formatCount(traced.cells), packages: formatCount(traced.compared) })}
      </p>
      {traced.stated ? <p>{t('tracing.stated', { no: traced.stated })}</p> : null}
      {traced.suspects.length === 0 ? (
        <div className="card pad">
          <EmptyState title={t('tracing.none')} text={t('tracing.noneText')} />
        </div>
      ) : null}
      {traced.suspects.map((one) => (
        <article key={one.package.id} className="card pad stack-s">
          <div className="row">
            <Tag tone={one.certain ? 'red' : 'amber'}>{one.certain ? t('tracing.certain') : t('tracing.clue')}</Tag>
            <h2>{local(one.package.consumer.name)}</h2>
          </div>
          <p>
            {t(one.certain ? 'tracing.match.certain' : 'tracing.match.clue', {
              agreeing: formatCount(one.agreeing),
              looked: formatCount(one.looked),
            })}
          </p>
          <dl className="facts">
            <dt>{t('deliveries.no')}</dt>
            <dd>{one.package.no}</dd>
            <dt>{t('deliveries.content')}</dt>
            <dd>{one.package.resources.map(({ title }) => local(title)).join(t('shell.and'))}</dd>
            <dt>{t('tracing.taker')}</dt>
            <dd>
              {local(one.package.consumer.name)} · {local(one.package.application.name)}
            </dd>
            <dt>{t('deliveries.purpose')}</dt>
            <dd>{local(one.package.purpose)}</dd>
            <dt>{t('deliveries.orderedAt')}</dt>
            <dd>{formatInstant(one.package.orderedAt)}</dd>
          </dl>
          <h3>{t('tracing.fetched')}</h3>
          <SubTable
            heads={[t('deliveries.at'), t('deliveries.by'), t('tracing.account')]}
            scrolls={t('tracing.fetched')}
          >
            {one.fetched.map((each) => (
              <tr key={each.at}>
                <td className="nowrap">{formatInstant(each.at, { seconds: true })}</td>
                <td>{local(each.organisation)}</td>
                <td>{each.name ?? <code>{each.account}</code>}</td>
              </tr>
            ))}
          </SubTable>
        </article>
      ))}
    </section>
  );
}
