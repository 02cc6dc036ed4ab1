import { useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { LineDetail } from '../../api/railway.ts';
import { usePermission } from '../../data/session.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { useStepWords } from '../../rail/step-words.ts';

/** Which column becomes which item, by which steps; each item leads to where its values go from here. */
export function LineMapping({ line }: { line: LineDetail }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const stepWords = useStepWords();
  return (
    <section className="card pad stack-s">
      <h2>{t('sources.mapping')}</h2>
      <small>{t('sources.mappingLead')}</small>
      <SubTable
        scrolls={t('sources.mapping')}
        heads={[
          t('sources.column'),
          t('sources.transforms'),
          t('sources.item'),
          { number: t('sources.grade') },
          ...(may('catalogue.read') ? [t('lineage.title')] : []),
        ]}
      >
        {line.mapping.map(({ item, itemTitle, column, transforms, grade }) => (
          <tr key={item}>
            <td>
              <code>{column}</code>
            </td>
            <td>{transforms.map(stepWords).join(t('sources.then')) || t('sources.asIs')}</td>
            <td>
              {local(itemTitle)} <small>{item}</small>
            </td>
            <td className="number">{t('sources.gradeValue', { grade })}</td>
            {may('catalogue.read') ? (
              <td>
                <Link to="/lineage" search={{ node: `item:${line.resource}.${item}` } as object}>
                  {t('lineage.show')}
                </Link>
              </td>
            ) : null}
          </tr>
        ))}
      </SubTable>
    </section>
  );
}
