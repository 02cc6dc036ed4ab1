import { EmptyState, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useState } from 'react';
import type { MadeVersion, MatterDetail } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { CompareVersions } from './compare-versions.tsx';

/** Every version that was ever in use, by whose hands it came to be, and what changed between any two. */
export function Versions({ id, matter }: { id: string; matter: MatterDetail }) {
  const t = useMattersText();
  const { versions } = matter;
  // The last change is what is mostly asked for.
  const [pair, setPair] = useState(() => ({
    from: (versions[1] ?? versions[0])?.version ?? '',
    to: versions[0]?.version ?? '',
  }));
  if (versions.length === 0) return <EmptyState title={t('versions.empty')} text={t('versions.emptyText')} />;
  return (
    <div className="stack">
      <section className="card pad stack">
        <SubTable
          heads={[t('versions.version'), t('versions.at'), t('versions.origin'), t('versions.who'), t('list.state')]}
          scrolls={t('page.tabs.versions')}
        >
          {versions.map((one) => (
            <tr key={one.version}>
              <td>
                <code>{one.version}</code>
                {one.work?.note ? (
                  <p>
                    <small>{one.work.note}</small>
                  </p>
                ) : null}
              </td>
              <td>{formatInstant(one.at)}</td>
              <td>
                {one.work
                  ? `${t(`origins.${one.work.origin}`)} · ${t('page.newVersion', { no: one.work.no })}`
                  : t('origins.pack')}
              </td>
              <td>
                <Hands made={one.made} />
              </td>
              <td>{one.inUse ? <Tag tone="green">{t('versions.inUse')}</Tag> : null}</td>
            </tr>
          ))}
        </SubTable>
      </section>
      {versions.length > 1 ? <CompareVersions id={id} versions={versions} pair={pair} onPair={setPair} /> : null}
    </div>
  );
}

/** Who edited, submitted, approved and published, and when. */
function Hands({ made: { withPack, followsAbove, editors, steps } }: Pick<MadeVersion, 'made'>) {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  const who = ({ name, organisationName }: (typeof editors)[number]): string =>
    organisationName ? t('versions.by', { name, organisation: local(organisationName) }) : name;
  return (
    <ul className="plain-list">
      {followsAbove ? <li>{t('versions.followsAbove')}</li> : null}
      {withPack && !followsAbove ? <li>{t('versions.withPack')}</li> : null}
      {editors.length > 0 ? <li>{t('versions.editors', { names: editors.map(who).join(mark.list) })}</li> : null}
      {steps.map(({ kind, at, by }) => (
        <li key={kind}>
          {t(`versions.steps.${kind}`)} {by ? who(by) : ''} <small>{formatInstant(at)}</small>
        </li>
      ))}
    </ul>
  );
}
