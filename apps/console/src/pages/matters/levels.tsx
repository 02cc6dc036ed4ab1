import { useLocal, usePunctuation } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { MatterDetail } from '../../api/matters.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';

/** 四级四同: the matter above, and those below that take this one. */
export function Levels({ matter: { above, heirs } }: { matter: MatterDetail }) {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  return (
    <div className="stack">
      <section className="card pad stack-s">
        <h2>{t('lv.above')}</h2>
        {above ? (
          <>
            <p>
              <Link to="/matters/$matterId" params={{ matterId: above.id }}>
                {local(above.title)}
              </Link>
              {mark.comma}
              {local(above.organisationName)}
            </p>
            <p className="quiet">{t('lv.aboveText')}</p>
          </>
        ) : (
          <p>{t('lv.none')}</p>
        )}
      </section>
      <section className="card pad stack-s">
        <h2>{t('lv.heirs')}</h2>
        {heirs.length === 0 ? (
          <p>{t('lv.noHeirs')}</p>
        ) : (
          <SubTable heads={[t('el.organisation'), t('lv.version'), t('list.state')]}>
            {heirs.map(({ id, organisationName, version, conflict }) => (
              <tr key={id}>
                <td>
                  <Link to="/matters/$matterId" params={{ matterId: id }}>
                    {local(organisationName)}
                  </Link>
                </td>
                <td>
                  <code>{version ?? ''}</code>
                </td>
                <td>
                  <Tag tone={conflict ? 'red' : 'green'}>{conflict ? t('conflict') : t('lv.ok')}</Tag>
                </td>
              </tr>
            ))}
          </SubTable>
        )}
      </section>
    </div>
  );
}
