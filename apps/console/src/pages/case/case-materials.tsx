import { useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

/** The papers of the matter: which data or licences replaced, and which the applicant still owes. */
export function CaseMaterials({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const { materials } = file;
  if (materials.length === 0) return null;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('case.materials')}</h2>
        <small>
          {t('case.materialsCount', {
            count: materials.length,
            saved: file.papersSaved,
            needed: materials.length - file.papersSaved,
          })}
        </small>
      </div>
      <ul className="materials">
        {materials.map(({ id, title, avoided, replacedBy, necessity }) => (
          <li key={id}>
            <span>{local(title)}</span>
            <span>
              {avoided ? (
                <Tag tone="green">{t('case.avoided')}</Tag>
              ) : (
                <Tag tone={necessity === 'required' ? 'amber' : 'grey'}>{t(`case.necessity.${necessity}`)}</Tag>
              )}
            </span>
            <small>{replacedBy ? local(replacedBy) : avoided ? '' : t(`case.necessityText.${necessity}`)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
