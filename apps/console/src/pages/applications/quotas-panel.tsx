import { useLocal } from '@yiwang/ui';
import type { DataInterface, Grant } from '../../api/interfaces.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';
import { Used } from '../interfaces/grants-panel.tsx';

/** What an application may call, what for, and how far today's quotas are used. */
export function QuotasPanel({ granted }: { granted: readonly { one: DataInterface; grant: Grant }[] }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  if (granted.length === 0) return <p className="quiet">{t('applications.noGrant')}</p>;
  return (
    <SubTable
      heads={[t('interfaces.name'), t('interfaces.purposes'), t('interfaces.until'), it('quota')]}
      scrolls={it('quotasTab', { count: granted.length })}
    >
      {granted.map(({ one, grant }) => (
        <tr key={grant.id}>
          <td>
            {local(one.title)} <small>{it(`modes.${one.mode}`)}</small>
          </td>
          <td>{grant.purposes.map(({ title }) => local(title)).join(t('shell.and'))}</td>
          <td>{grant.until ?? t('interfaces.noEnd')}</td>
          <td>
            <Used used={grant.callsToday} limit={grant.callsPerDay} unit={it('times')} />
            {one.mode === 'rows' ? (
              <>
                <br />
                <Used used={grant.rowsToday} limit={grant.rowsPerDay} unit={it('rows')} />
              </>
            ) : null}
          </td>
        </tr>
      ))}
    </SubTable>
  );
}
