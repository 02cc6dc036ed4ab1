import { formatInstant, useLocal } from '@yiwang/ui';
import type { Version } from '../../api/interfaces.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';

const TONES: Record<Version['state'], Tone> = {
  'in-use': 'green',
  callable: 'blue',
  retiring: 'amber',
  retired: 'grey',
};

/** Every version that was published, with what each changed for callers. */
export function VersionsPanel({ versions }: { versions: readonly Version[] }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  return (
    <SubTable
      heads={[t('interfaces.version'), t('applications.state'), it('publishedAt'), it('changes')]}
      scrolls={it('versionsTab', { count: versions.length })}
    >
      {versions.map(({ version, state, origin, publishedAt, changes, retiresOn, reason }) => (
        <tr key={version}>
          <td>
            {version} <small>{it(`origin.${origin}`)}</small>
          </td>
          <td>
            <Tag tone={TONES[state]}>{it(`states.${state}`)}</Tag>
            {retiresOn ? <small> {[retiresOn, reason].filter(Boolean).join(' ')}</small> : null}
          </td>
          <td className="nowrap">{publishedAt ? formatInstant(publishedAt) : '–'}</td>
          <td>{changes.length > 0 ? changes.map((one) => local(one)).join(t('shell.and')) : it('firstVersion')}</td>
        </tr>
      ))}
    </SubTable>
  );
}
