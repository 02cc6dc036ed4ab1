import { ErrorNotice, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { saveEntry, type Cause, type Draft, type EntryDetail } from '../../api/entries.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/catalogue.css';
import { ChangeList } from './change-list.tsx';
import { ClockTag } from './clock-tag.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntrySteps } from './entry-steps.tsx';
import { ENTRY_TONES } from './entry-tones.ts';
import { EntryView } from './entry-view.tsx';
import { CATALOGUE, entryQuery, useCatalogueLive } from './queries.ts';
import { tidyDraft } from './tidy-draft.ts';

const route = getRouteApi('/entries/$entryId');

/** One entry: its content, what the rules say, what it changes, its clocks, and what may be done with it now. */
export function EntryPage() {
  const t = useText();
  const local = useLocal();
  const { entryId } = route.useParams();
  const query = useQuery(entryQuery(entryId));
  useCatalogueLive();
  const entry = query.data;
  return (
    <Page
      title={local(entry?.title) || t('entries.entry')}
      lead={
        <span className="row">
          <Link to="/entries">{t('entries.backToList')}</Link>
          {entry ? <Tag tone={ENTRY_TONES[entry.state]}>{t(`entries.states.${entry.state}`)}</Tag> : null}
          {entry?.review ? <ClockTag clock={entry.review} name="review" /> : null}
          {entry?.update ? <ClockTag clock={entry.update} name="update" /> : null}
        </span>
      }
    >
      {entry ? (
        <EntryBody key={entry.id} entry={entry} />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function EntryBody({ entry }: { entry: EntryDetail }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(entry.definition);
  const [cause, setCause] = useState<Cause>(entry.cause ?? { kind: 'new' });
  const edits = entry.may.includes('edit');
  const [touched, setTouched] = useState(false);
  const [known, setKnown] = useState(entry.version);
  // What somebody else saved is shown unless one writes oneself: then saving says that it was changed meanwhile.
  if (known !== entry.version && !touched) {
    setKnown(entry.version);
    setDraft(entry.definition);
    setCause(entry.cause ?? { kind: 'new' });
  }
  const save = useMutation({
    mutationFn: () => saveEntry(entry.id, { definition: tidyDraft(draft), cause, version: known }),
    onSuccess: async () => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
    },
  });
  const faults = new Map(
    entry.findings.flatMap(({ level, path, message }) => (level === 'fault' ? [[path, local(message)] as const] : [])),
  );
  return (
    <div className="entry-grid">
      <div className="card pad stack">
        {entry.returnedReason ? (
          <p className="objection">
            <b>{t('entries.returnedFor')}</b> {entry.returnedAt ? formatInstant(entry.returnedAt) : ''}
            {mark.colon}
            {entry.returnedReason}
          </p>
        ) : null}
        {entry.retiredReason ? (
          <p className="objection">
            <b>{t('entries.retiredFor')}</b>
            {mark.colon}
            {entry.retiredReason}
          </p>
        ) : null}
        {entry.ofPack ? <p className="what-next">{t('entries.ofPack')}</p> : null}
        {edits ? (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            <EntryForm
              draft={draft}
              cause={cause}
              faults={faults}
              onDraft={(next) => {
                setTouched(true);
                setDraft(next);
              }}
              onCause={(next) => {
                setTouched(true);
                setCause(next);
              }}
            />
            {save.error ? <ErrorNotice error={save.error} level={3} /> : null}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!touched}>
                {t('entries.save')}
              </Button>
              {save.isSuccess && !touched ? <small role="status">{t('entries.saved')}</small> : null}
            </div>
          </form>
        ) : (
          <EntryView draft={entry.definition} cause={entry.cause} />
        )}
      </div>
      <aside className="entry-side stack">
        <EntrySteps entry={entry} unsaved={touched} />
        {entry.state === 'published' || entry.state === 'retired' ? null : <Findings entry={entry} />}
        {entry.publishedNo > 0 || entry.ofPack ? <Changes entry={entry} /> : null}
      </aside>
    </div>
  );
}

function Findings({ entry }: { entry: EntryDetail }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const faults = entry.findings.filter(({ level }) => level === 'fault');
  const warnings = entry.findings.filter(({ level }) => level === 'warning');
  const items = entry.definition.items;
  const where = (path: string): string => {
    const item = /^\/items\/(\d+)/.exec(path);
    return item ? local(items[Number(item[1])]?.title) : '';
  };
  return (
    <section className="card pad stack-s">
      <h2>{t('entries.findings')}</h2>
      {entry.findings.length === 0 ? <p>{t('entries.noFindings')}</p> : null}
      {[
        { list: faults, title: t('entries.faults', { count: faults.length }), tone: 'red' as const },
        { list: warnings, title: t('entries.warnings', { count: warnings.length }), tone: 'amber' as const },
      ].map(({ list, title, tone }) =>
        list.length > 0 ? (
          <div key={tone} className="stack-s">
            <div>
              <Tag tone={tone}>{title}</Tag>
            </div>
            <ul className="change-list">
              {list.map(({ path, code, message }) => (
                <li key={`${path} ${code}`}>
                  {where(path) ? `${where(path)}${mark.colon}` : ''}
                  {local(message)}
                </li>
              ))}
            </ul>
          </div>
        ) : null,
      )}
    </section>
  );
}

function Changes({ entry }: { entry: EntryDetail }) {
  const t = useText();
  const local = useLocal();
  if (entry.state === 'published' || entry.state === 'retired')
    return (
      <section className="card pad">
        <Link to="/catalogue" search={{ open: entry.id, tab: 'versions' } as object}>
          {t('entries.toCatalogue')}
        </Link>
      </section>
    );
  const titles = new Map(entry.definition.items.map((item) => [item.name, local(item.title)]));
  return (
    <section className="card pad stack-s">
      <h2>{t('entries.changesTitle')}</h2>
      {entry.changes.length === 0 ? (
        <p>{t('entries.noChanges')}</p>
      ) : (
        <ChangeList changes={entry.changes} titleOf={(item) => titles.get(item) ?? item} />
      )}
    </section>
  );
}
