import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import type { Cause, Draft } from '../../api/entries.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

/** What an entry says, for those who read it and do not write it. */
export function EntryView({ draft, cause }: { draft: Draft; cause: Cause | undefined }) {
  const t = useText();
  const local = useLocal();
  const offices = useQuery(organisationsQuery).data?.items ?? [];
  const provider = offices.find(({ id }) => id === draft.provider)?.name;
  const category = draft.class && t(`catalogue.category.${draft.class.category}`);
  const facts: [string, string | undefined][] = [
    [t('change.fields.summary'), local(draft.summary)],
    [t('catalogue.provider'), provider ? local(provider) : draft.provider],
    [
      t('catalogue.class'),
      draft.class?.theme ? t('catalogue.classOf', { category, theme: local(draft.class.theme) }) : category,
    ],
    [t('catalogue.code'), draft.code],
    [t('entries.aliases'), draft.aliases?.join(t('shell.and'))],
    [t('catalogue.duty'), local(draft.duty)],
    [t('catalogue.system'), local(draft.system)],
    [t('catalogue.format'), draft.format && t(`catalogue.formats.${draft.format}`)],
    [t('catalogue.shareType'), draft.shareType && t(`catalogue.share.${draft.shareType}`)],
    [t('catalogue.shareCondition'), local(draft.shareCondition)],
    [t('change.fields.shareBasis'), local(draft.shareBasis)],
    [t('catalogue.shareModes'), draft.shareModes?.map((mode) => t(`catalogue.modes.${mode}`)).join(t('shell.and'))],
    [t('catalogue.openAttribute'), draft.openAttribute && t(`catalogue.open.${draft.openAttribute}`)],
    [t('catalogue.openCondition'), local(draft.openCondition)],
    [t('catalogue.updateCycle'), draft.updateCycle && t(`catalogue.cycle.${draft.updateCycle}`)],
    [t('catalogue.grade'), draft.grade === undefined ? undefined : t('sources.gradeValue', { grade: draft.grade })],
    [t('entries.dueOn'), draft.responsibility?.dueOn],
    [t('entries.cause'), cause && t(`entries.causes.${cause.kind}`)],
    [t('entries.changedOn'), cause?.changedOn],
    [t('entries.note'), cause?.note],
  ];
  const label = t('catalogue.itemsTitle', { count: draft.items.length });
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <h2>{label}</h2>
      <SubTable
        heads={[
          t('catalogue.item'),
          t('catalogue.type'),
          t('catalogue.marks'),
          t('catalogue.mask'),
          { number: t('catalogue.grade') },
        ]}
        scrolls={label}
      >
        {draft.items.map((item) => (
          <tr key={item.name ?? item.title.zh}>
            <td>
              {local(item.title)} <small>{item.name}</small>
            </td>
            <td>
              {item.type ? t(`catalogue.types.${item.type}`) : ''}
              {item.maxLength ? ` ≤ ${item.maxLength}` : ''} <small>{item.codeTable}</small>
            </td>
            <td>
              <span className="row">
                {item.name && draft.key?.includes(item.name) ? <Tag tone="blue">{t('catalogue.key')}</Tag> : null}
                {item.required ? <Tag>{t('catalogue.required')}</Tag> : null}
                {(item.personal ?? true) ? <Tag tone="amber">{t('catalogue.personal')}</Tag> : null}
              </span>
            </td>
            <td>{item.mask ? t(`catalogue.masks.${item.mask}`) : t('entries.asType')}</td>
            <td className="number">
              {item.grade === undefined ? t('entries.asEntry') : t('sources.gradeValue', { grade: item.grade })}
            </td>
          </tr>
        ))}
      </SubTable>
    </>
  );
}
