import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { fetchDifferences, type MadeVersion } from '../../api/matters.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { MeasuredPair } from '../matter-figures/measured-pair.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { Changes } from './changes.tsx';
import { MATTERS } from './queries.ts';

type Pair = { from: string; to: string };

/** What changed between any two versions: in words first, then everything in detail. */
export function CompareVersions({
  id,
  versions,
  pair,
  onPair,
}: {
  id: string;
  versions: readonly MadeVersion[];
  pair: Pair;
  onPair: (pair: Pair) => void;
}) {
  const t = useMattersText();
  const options = versions.map(({ version, at, inUse }) => ({
    value: version,
    label: inUse ? t('versions.oneInUse', { version }) : t('versions.one', { version, at: formatInstant(at) }),
  }));
  return (
    <section className="card pad stack" data-compare>
      <div>
        <h2>{t('versions.compare')}</h2>
        <p className="quiet">{t('versions.compareLead')}</p>
      </div>
      <div className="row">
        {(['from', 'to'] as const).map((end) => (
          <span key={end} className="row">
            <span aria-hidden="true">{t(`versions.${end}`)}</span>
            <SelectBox
              label={t(`versions.${end}`)}
              value={pair[end]}
              options={options}
              width={340}
              onChange={(version) => onPair({ ...pair, [end]: version })}
            />
          </span>
        ))}
      </div>
      {pair.from === pair.to ? <p>{t('versions.same')}</p> : <Differences id={id} {...pair} />}
    </section>
  );
}

function Differences({ id, from, to }: { id: string } & Pair) {
  const t = useMattersText();
  const local = useLocal();
  const query = useQuery({
    queryKey: [MATTERS, 'differences', id, from, to],
    queryFn: () => fetchDifferences(id, from, to),
  });
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data) return <Waiting />;
  const { said, changes, files, measured } = query.data;
  if (changes.length + files.length === 0) return <p>{t('versions.same')}</p>;
  return (
    <>
      <MeasuredPair {...measured} />
      {said.length === 0 ? <p>{t('versions.layout')}</p> : null}
      {said.map(({ part, texts }) => (
        <div key={part}>
          <h3>{t(`versions.parts.${part}`)}</h3>
          <ul className="change-list">
            {texts.map((text) => (
              <li key={text.zh}>{local(text)}</li>
            ))}
          </ul>
        </div>
      ))}
      <details>
        <summary>{t('versions.details')}</summary>
        <Changes changes={changes} files={files} />
      </details>
    </>
  );
}
