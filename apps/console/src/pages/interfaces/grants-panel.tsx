import { EmptyState, formatCount, useLocal } from '@yiwang/ui';
import type { Grant, InterfaceDetail } from '../../api/interfaces.ts';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';

/** Who may call an interface, what for, on what ground, and how far today's quota is used. */
export function GrantsPanel({ shown }: { shown: InterfaceDetail }) {
  const t = useText();
  if (shown.grants.length === 0)
    return <EmptyState level={3} title={t('interfaces.noGrants')} text={t('interfaces.noGrantsText')} />;
  return (
    <div className="stack">
      {shown.grants.map((grant) => (
        <GrantCard key={grant.id} grant={grant} shown={shown} />
      ))}
    </div>
  );
}

function GrantCard({ grant, shown }: { grant: Grant; shown: InterfaceDetail }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const titleOf = (name: string) => local(shown.fields.find((field) => field.name === name)?.title) || name;
  return (
    <section className="card pad stack-s">
      <h3>
        {local(grant.organisationName)} · {local(grant.applicationTitle)}
      </h3>
      <dl className="facts">
        <dt>{t('interfaces.purposes')}</dt>
        <dd>{grant.purposes.map(({ title }) => local(title)).join(t('shell.and'))}</dd>
        <dt>{t('interfaces.grantedFields')}</dt>
        <dd>
          {shown.mode === 'rows' ? grant.fields.map(titleOf).join(t('shell.and')) : it(`modeTexts.${shown.mode}`)}
        </dd>
        <dt>{t('interfaces.basis')}</dt>
        <dd>
          {local(grant.legalBasis)} <small>{grant.request ? it('request') : it('standing')}</small>
        </dd>
        <dt>{t('interfaces.until')}</dt>
        <dd>{grant.until ?? t('interfaces.noEnd')}</dd>
        <dt>{it('quota')}</dt>
        <dd>
          <Used used={grant.callsToday} limit={grant.callsPerDay} unit={it('times')} />
          {shown.mode === 'rows' ? (
            <>
              {t('shell.and')}
              <Used used={grant.rowsToday} limit={grant.rowsPerDay} unit={it('rows')} />
            </>
          ) : null}
        </dd>
      </dl>
    </section>
  );
}

/** How much of a day's quota is used. */
export function Used({ used, limit, unit }: { used: number; limit: number | undefined; unit: string }) {
  const it = useInterfaceText();
  return limit === undefined
    ? it('quotaFree', { used: formatCount(used), unit })
    : it('quotaOf', { used: formatCount(used), limit: formatCount(limit), unit });
}
