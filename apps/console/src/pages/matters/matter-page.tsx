import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { beginMatter, type MatterDetail } from '../../api/matters.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import '../../styles/matters.css';
import '../../styles/catalogue.css';
import { Elements } from './elements.tsx';
import { GuideCheckPanel } from './guide-check.tsx';
import { LeaveUnsaved } from './leave-unsaved.tsx';
import { Levels } from './levels.tsx';
import { MatterFiles } from './matter-files.tsx';
import { MatterSteps } from './matter-steps.tsx';
import { MATTERS, matterQuery, useMattersLive } from './queries.ts';
import { STATE_TONES, WORK_TONES } from './tones.ts';
import { Versions } from './versions.tsx';
import { WorkEditor } from './work-editor.tsx';

const route = getRouteApi('/matters/$matterId');
const TABS = ['elements', 'files', 'work', 'versions', 'levels', 'guide-check'] as const;
type Tab = (typeof TABS)[number];

/** One matter: what is in use, what is in work, its versions and levels, and how the guide holds. */
export function MatterPage() {
  const t = useMattersText();
  const local = useLocal();
  const { matterId } = route.useParams();
  const query = useQuery(matterQuery(matterId));
  useMattersLive();
  const matter = query.data;
  const summary = matter?.summary;
  return (
    <Page
      title={local(summary?.title) || t('list.matter')}
      lead={
        <span className="row">
          <Link to="/matters">{t('page.back')}</Link>
          {summary ? (
            <>
              <span>{local(summary.organisationName)}</span>
              {summary.useLevel ? <span>{t(`levels.${summary.useLevel as '3'}`)}</span> : null}
              <Tag tone={STATE_TONES[summary.state]}>{t(`states.${summary.state}`)}</Tag>
              {summary.work ? <Tag tone={WORK_TONES[summary.work.state]}>{t(`work.${summary.work.state}`)}</Tag> : null}
              {summary.conflict ? <Tag tone="red">{t('conflict')}</Tag> : null}
              {summary.version ? <code>{summary.version}</code> : null}
              {summary.state === 'in-use' ? (
                <a href={`/matters/${encodeURIComponent(matterId)}`} target="_blank" rel="noreferrer">
                  {t('page.guide')}
                </a>
              ) : null}
            </>
          ) : null}
        </span>
      }
    >
      {matter ? (
        <Body key={matterId} id={matterId} matter={matter} />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function Body({ id, matter }: { id: string; matter: MatterDetail }) {
  const t = useMattersText();
  const local = useLocal();
  const search: { tab?: string } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  // What is written and not yet saved is not what would be submitted, and stays while other tabs are looked at.
  const [unsaved, setUnsaved] = useState(false);
  const tabs = TABS.filter((tab) => {
    if (tab === 'work') return matter.work !== undefined;
    if (tab === 'guide-check') return matter.summary.state === 'in-use';
    return tab === 'versions' || tab === 'levels' || matter.inUse !== undefined;
  });
  const wanted = tabs.find((tab) => tab === search.tab);
  const tab: Tab = wanted ?? (matter.work && !matter.inUse ? 'work' : (tabs[0] ?? 'versions'));
  const fromPack = useMutation({
    mutationFn: () => beginMatter({ of: id, fromPack: true }),
    onSuccess: () => client.invalidateQueries({ queryKey: [MATTERS] }),
  });
  return (
    <div className="stack">
      {matter.retired ? (
        <p className="objection">
          {t('page.retired', { at: formatInstant(matter.retired.at), reason: matter.retired.reason })}
        </p>
      ) : null}
      {matter.conflicts.length > 0 ? (
        <div className="objection" role="status">
          <b>{t('page.conflictTitle')}</b>
          <p>{t('page.conflictText')}</p>
          <ul className="change-list">
            {matter.conflicts.map(({ code, message }) => (
              <li key={`${code} ${message.en}`}>{local(message)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {matter.packVersion ? (
        <p className="what-next">
          {t('page.packNewer', { version: matter.packVersion })}
          {matter.may.includes('revise') ? (
            <Button size="small" loading={fromPack.isPending} onClick={() => fromPack.mutate()}>
              {t('page.fromPack')}
            </Button>
          ) : null}
        </p>
      ) : null}
      {fromPack.error ? <ErrorNotice error={fromPack.error} level={3} onRetry={() => fromPack.mutate()} /> : null}
      <div className="row matter-bar">
        <Segmented
          value={tab}
          aria-label={t('page.show')}
          onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
          options={tabs.map((value) => ({ value, label: t(`page.tabs.${value}`) }))}
        />
        <span className="grow" />
        <MatterSteps id={id} matter={matter} unsaved={unsaved} />
      </div>
      {tab === 'elements' && matter.inUse ? <Elements definition={matter.inUse.definition} /> : null}
      {tab === 'files' && matter.inUse ? <MatterFiles inUse={matter.inUse} /> : null}
      {matter.work && (tab === 'work' || unsaved) ? (
        <div hidden={tab !== 'work'}>
          <WorkEditor key={matter.work.view.id} id={id} matter={matter} work={matter.work} onUnsaved={setUnsaved} />
        </div>
      ) : null}
      <LeaveUnsaved unsaved={unsaved} />
      {tab === 'versions' ? <Versions id={id} matter={matter} /> : null}
      {tab === 'levels' ? <Levels matter={matter} /> : null}
      {tab === 'guide-check' ? <GuideCheckPanel id={id} /> : null}
    </div>
  );
}
