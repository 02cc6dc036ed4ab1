import { EmptyState, ErrorNotice, formatInstant } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchDifferences, type MatterDetail } from '../../api/matters.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { Changes } from './changes.tsx';
import { MATTERS } from './queries.ts';

/** Every version that was ever in use; each can be compared with the one that is. */
export function Versions({ id, matter }: { id: string; matter: MatterDetail }) {
  const t = useMattersText();
  const [chosen, setChosen] = useState<string>();
  const inUse = matter.versions.find((one) => one.inUse)?.version;
  if (matter.versions.length === 0) return <EmptyState title={t('versions.empty')} text={t('versions.emptyText')} />;
  return (
    <section className="card pad stack">
      <SubTable
        heads={[t('versions.version'), t('versions.at'), t('versions.origin'), t('list.state'), '']}
        scrolls={t('page.tabs.versions')}
      >
        {matter.versions.map(({ version, at, inUse: current, work }) => (
          <tr key={version}>
            <td>
              <code>{version}</code>
              {work?.note ? <small> {work.note}</small> : null}
            </td>
            <td>{formatInstant(at)}</td>
            <td>
              {work ? `${t(`origins.${work.origin}`)} · ${t('page.newVersion', { no: work.no })}` : t('origins.pack')}
            </td>
            <td>{current ? <Tag tone="green">{t('versions.inUse')}</Tag> : null}</td>
            <td>
              {!current && inUse ? (
                <Button size="small" onClick={() => setChosen(version)}>
                  {t('versions.compare')}
                </Button>
              ) : null}
            </td>
          </tr>
        ))}
      </SubTable>
      {chosen && inUse ? <Differences id={id} from={chosen} to={inUse} /> : null}
    </section>
  );
}

function Differences({ id, from, to }: { id: string; from: string; to: string }) {
  const t = useMattersText();
  const query = useQuery({
    queryKey: [MATTERS, 'differences', id, from, to],
    queryFn: () => fetchDifferences(id, from, to),
  });
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data) return <Waiting />;
  const { changes, files } = query.data;
  return (
    <div className="stack-s">
      <h2>{t('versions.compareOf', { from, to })}</h2>
      {changes.length + files.length === 0 ? <p>{t('versions.same')}</p> : <Changes changes={changes} files={files} />}
    </div>
  );
}
