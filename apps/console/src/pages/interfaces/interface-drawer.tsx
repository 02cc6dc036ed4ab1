import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { Tabs } from 'antd';
import { CALLS_PAGE, fetchCalls, type DataInterface } from '../../api/interfaces.ts';
import { usePaged } from '../../data/paged.ts';
import { Waiting } from '../../shell/page.tsx';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

type Props = Detail<DataInterface> & { tab: string; onTab: (tab: string) => void };

/** One interface: who may call it for what, what it takes and gives, and its calls. */
export function InterfaceDrawer({ tab, onTab, ...detail }: Props) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.title) || t('interfaces.detail')} wide>
      {(shown) => (
        <div className="stack">
          <dl className="facts">
            <dt>{t('interfaces.address')}</dt>
            <dd>
              <code>{`POST /api/open/interfaces/${shown.id}`}</code>
            </dd>
            <dt>{t('interfaces.registry')}</dt>
            <dd>{local(shown.registryTitle)}</dd>
            <dt>{t('interfaces.modeTitle')}</dt>
            <dd>
              {t(`interfaces.mode.${shown.mode}`)} <small>{t(`interfaces.modeText.${shown.mode}`)}</small>
            </dd>
            <dt>{t('interfaces.limit')}</dt>
            <dd>{t('interfaces.limitValue', { count: shown.perMinute, calls: formatCount(shown.perMinute) })}</dd>
          </dl>
          <Tabs
            activeKey={tab}
            onChange={onTab}
            items={[
              {
                key: 'grants',
                label: t('interfaces.grantsTab', { count: shown.grants.length }),
                children: <Grants shown={shown} />,
              },
              { key: 'shape', label: t('interfaces.shapeTab'), children: <Shape shown={shown} /> },
              { key: 'calls', label: t('interfaces.callsTab'), children: <Calls id={shown.id} /> },
            ]}
          />
        </div>
      )}
    </DetailDrawer>
  );
}

function Grants({ shown }: { shown: DataInterface }) {
  const t = useText();
  const local = useLocal();
  const titleOf = (name: string) => local(shown.fields.find((field) => field.name === name)?.title) || name;
  if (shown.grants.length === 0)
    return <EmptyState level={3} title={t('interfaces.noGrants')} text={t('interfaces.noGrantsText')} />;
  return (
    <div className="stack">
      {shown.grants.map((grant) => (
        <section key={`${grant.application} ${grant.organisationName.en}`} className="card pad stack-s">
          <h3>
            {local(grant.organisationName)} · {local(grant.applicationTitle)}
          </h3>
          <dl className="facts">
            <dt>{t('interfaces.purposes')}</dt>
            <dd>{grant.purposes.map(({ title }) => local(title)).join(t('shell.and'))}</dd>
            <dt>{t('interfaces.grantedFields')}</dt>
            <dd>
              {shown.mode === 'verify' ? t('interfaces.onlyYesNo') : grant.fields.map(titleOf).join(t('shell.and'))}
            </dd>
            <dt>{t('interfaces.basis')}</dt>
            <dd>{local(grant.legalBasis)}</dd>
            <dt>{t('interfaces.until')}</dt>
            <dd>{grant.until ?? t('interfaces.noEnd')}</dd>
          </dl>
        </section>
      ))}
    </div>
  );
}

function Shape({ shown }: { shown: DataInterface }) {
  const t = useText();
  const local = useLocal();
  return (
    <div className="stack">
      <SubTable
        caption={t('interfaces.parameters')}
        heads={[t('interfaces.parameter'), t('interfaces.matches'), t('interfaces.needed')]}
      >
        {shown.parameters.map((parameter) => (
          <tr key={parameter.name}>
            <td>
              <code>{parameter.name}</code>
            </td>
            <td>
              <code>{parameter.field}</code>
            </td>
            <td>{parameter.required ? t('yes') : t('no')}</td>
          </tr>
        ))}
      </SubTable>
      {shown.fields.length > 0 ? (
        <SubTable caption={t('interfaces.fields')} heads={[t('interfaces.field'), t('interfaces.mask')]}>
          {shown.fields.map(({ name, title, mask }) => (
            <tr key={name}>
              <td>
                {local(title)} <small>{name}</small>
              </td>
              <td>{mask === 'none' ? t('interfaces.unmasked') : <Tag tone="green">{t('interfaces.masked')}</Tag>}</td>
            </tr>
          ))}
        </SubTable>
      ) : (
        <p>{t('interfaces.onlyYesNo')}</p>
      )}
    </div>
  );
}

function Calls({ id }: { id: string }) {
  const t = useText();
  const local = useLocal();
  const list = usePaged(['interfaces', 'calls', id], CALLS_PAGE, (cursor) => fetchCalls(id, cursor));
  if (list.error) return <ErrorNotice error={list.error} onRetry={list.again} level={3} />;
  if (!list.items) return <Waiting blocks={3} />;
  if (list.items.length === 0)
    return <EmptyState level={3} title={t('interfaces.noCalls')} text={t('interfaces.noCallsText')} />;
  return (
    <div className="stack-s">
      <SubTable
        heads={[
          t('interfaces.at'),
          t('interfaces.caller'),
          t('interfaces.purposeAndCase'),
          t('interfaces.result'),
          { number: t('interfaces.time') },
        ]}
        scrolls={t('interfaces.callsTab')}
      >
        {list.items.map((call) => (
          <tr key={call.id}>
            <td className="nowrap">{formatInstant(call.at, { seconds: true })}</td>
            <td>{local(call.applicationTitle)}</td>
            <td>
              {local(call.purpose)}
              <br />
              <small>{call.caseNo || '–'}</small>
            </td>
            <td>
              <Tag
                tone={
                  call.status >= 400
                    ? 'red'
                    : call.outcome === 'no-match' || call.outcome === 'not-found'
                      ? 'grey'
                      : 'green'
                }
              >
                {outcomeWords(t, call.outcome)}
              </Tag>{' '}
              <small>{call.status}</small>
            </td>
            <td className="number">{t('interfaces.ms', { ms: call.ms })}</td>
          </tr>
        ))}
      </SubTable>
      <div className="row">
        <PageButtons paged={list} size="small" />
        <small>{t('interfaces.nobody')}</small>
      </div>
    </div>
  );
}

const OUTCOMES = ['match', 'no-match', 'not-found', 'found'] as const;
const REFUSALS = [
  'not-granted',
  'grant-ended',
  'purpose-not-granted',
  'case-missing',
  'bad-parameters',
  'too-many-calls',
] as const;

/** What came of a call, in words; the code itself where a newer server has one that this page does not know. */
function outcomeWords(t: ReturnType<typeof useText>, outcome: string): string {
  const known = OUTCOMES.find((one) => one === outcome);
  if (known) return t(`interfaces.outcomes.${known}`);
  const refusal = REFUSALS.find((one) => outcome === `interfaces.${one}`);
  return refusal ? t(`interfaces.refusals.${refusal}`) : outcome;
}
