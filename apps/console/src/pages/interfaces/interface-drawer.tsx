import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal, type LocalText } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import '../../styles/interfaces.css';
import { Tabs } from 'antd';
import { CALLS_PAGE, fetchCalls, type DataInterface, type InterfaceDetail } from '../../api/interfaces.ts';
import { usePaged } from '../../data/paged.ts';
import { interfaceQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { Waiting } from '../../shell/page.tsx';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';
import { GrantsPanel } from './grants-panel.tsx';
import { ShapePanel } from './shape-panel.tsx';
import { SnippetsPanel } from './snippets-panel.tsx';
import { TryPanel, type Triable } from './try-panel.tsx';
import { VersionsPanel } from './versions-panel.tsx';

type Props = Detail<DataInterface> & { tab: string; onTab: (tab: string) => void };

/** One interface: who may call it for what, what it takes and gives, its versions and calls; to try it, and to copy a call. */
export function InterfaceDrawer({ tab, onTab, ...detail }: Props) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.title) || t('interfaces.detail')} wide>
      {(shown) => <Body listed={shown} tab={tab} onTab={onTab} />}
    </DetailDrawer>
  );
}

function Body({ listed, tab, onTab }: { listed: DataInterface; tab: string; onTab: (tab: string) => void }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const may = usePermission();
  const query = useQuery(interfaceQuery(listed.id));
  const shown = query.data;
  const titleOf = (name: string) => {
    const named = [...listed.fields, ...(shown?.dimensions ?? [])].find((field) => field.name === name);
    const measure = shown?.aggregate?.measures.find(({ id }) => id === name);
    return local((named ?? measure)?.title) || name;
  };
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('interfaces.address')}</dt>
        <dd>
          <code>{`POST /api/open/interfaces/${listed.id}/v/${listed.version}`}</code>
        </dd>
        {listed.summary ? (
          <>
            <dt>{it('summary')}</dt>
            <dd>{local(listed.summary)}</dd>
          </>
        ) : null}
        <dt>{it('ground')}</dt>
        <dd>
          {local(listed.ground.title)}{' '}
          <small>
            {it(`grounds.${listed.ground.kind}`)} · {local(listed.ground.providerName)}
          </small>
        </dd>
        <dt>{t('interfaces.modeTitle')}</dt>
        <dd>
          {it(`modes.${listed.mode}`)} <small>{it(`modeTexts.${listed.mode}`)}</small>
        </dd>
        <dt>{t('interfaces.limit')}</dt>
        <dd>
          {t('interfaces.limitValue', { count: listed.perMinute, calls: formatCount(listed.perMinute) })}
          {listed.mode === 'rows' ? <small> {it('rowsMax', { count: listed.rowsMax })}</small> : null}
        </dd>
      </dl>
      {listed.retiresOn ? (
        <p>
          <Tag tone="amber">{it('retires', { version: listed.version, on: listed.retiresOn })}</Tag>
        </p>
      ) : null}
      {query.error && !shown ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
      ) : shown ? (
        <Tabs
          className="interface-tabs"
          activeKey={tab}
          onChange={onTab}
          destroyOnHidden
          items={[
            {
              key: 'grants',
              label: t('interfaces.grantsTab', { count: shown.grants.length }),
              children: <GrantsPanel shown={shown} />,
            },
            { key: 'shape', label: t('interfaces.shapeTab'), children: <ShapePanel shown={shown} /> },
            {
              key: 'versions',
              label: it('versionsTab', { count: shown.versions.length }),
              children: <VersionsPanel versions={shown.versions} />,
            },
            { key: 'calls', label: t('interfaces.callsTab'), children: <Calls id={shown.id} /> },
            {
              key: 'snippets',
              label: it('snippetsTab'),
              children: <SnippetsPanel id={shown.id} grants={shown.grants} />,
            },
            ...(may('interfaces.try')
              ? [
                  {
                    key: 'try',
                    label: it('tryTab'),
                    children: (
                      <TryPanel
                        id={shown.id}
                        parameters={triable(shown, it, local)}
                        grants={shown.grants}
                        titleOf={titleOf}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      ) : (
        <Waiting blocks={3} />
      )}
    </div>
  );
}

/** The parameters that a trial asks for: the interface's own, and how to group figures. */
function triable(
  shown: InterfaceDetail,
  it: ReturnType<typeof useInterfaceText>,
  local: ReturnType<typeof useLocal>,
): Triable[] {
  const own = shown.parameters.map(({ name, title, match, required }) => ({
    name,
    label: match === 'equal' ? local(title) : `${local(title)} ${it(`match.${match}`)}`,
    required,
  }));
  if (!shown.aggregate) return own;
  const choices = shown.dimensions.map(({ name, title }) => ({ value: name, label: local(title) }));
  return [...own, { name: 'groupBy', label: it('dimensions'), required: false, choices }];
}

/** What came of a call, in the server's words. */
export function OutcomeTag({ call }: { call: { status: number; outcome: string; outcomeText: LocalText } }) {
  const local = useLocal();
  const nothing = call.outcome === 'no-match' || call.outcome === 'not-found' || call.outcome === 'too-small';
  return <Tag tone={call.status >= 400 ? 'red' : nothing ? 'grey' : 'green'}>{local(call.outcomeText)}</Tag>;
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
              <OutcomeTag call={call} /> <small>{call.status}</small>
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
