import { ClockLight, formatInstant, useCalmLive, useLocal, When } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import {
  ALERT_STATES,
  fetchAlert,
  fetchAlerts,
  RULES,
  SECURITY_KEY,
  SECURITY_PAGE,
  type Alert,
  type AlertView,
} from '../../api/data-security.ts';
import { LOOKED_AT_ONCE, usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { AlertDrawer } from './alert-drawer.tsx';
import { FINDING_TONES, STATE_TONES } from './alert-tones.ts';
import { RulesTable } from './rules-table.tsx';

const route = getRouteApi('/unusual-reads');
type Search = { q?: string; rule?: string; state?: string; open?: string };

/** 异常查询: alerts about unusual reads, each opening to its trace; for the guard all, for an office those it has to explain. */
export function UnusualReadsPage() {
  const t = useGuardText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { open: opened, ...filter } = search;
  const view: AlertView = may('data-security.read') ? 'alerts' : 'explanations';
  const list = usePaged([SECURITY_KEY, view, JSON.stringify(filter)], SECURITY_PAGE, (cursor) =>
    fetchAlerts(view, filter, cursor),
  );
  const detail = useQuery({
    queryKey: [SECURITY_KEY, 'one', opened ?? ''],
    queryFn: () => fetchAlert(view, opened ?? ''),
    enabled: opened !== undefined,
    ...LOOKED_AT_ONCE,
  });
  useCalmLive(['data-security'], () => void client.invalidateQueries({ queryKey: [SECURITY_KEY, view] }));
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id });
  const office = view === 'explanations';
  return (
    <Page title={t('alerts.title')} lead={t(office ? 'alerts.leadOffice' : 'alerts.lead')}>
      <DataTable
        name="unusual-reads"
        label={t('alerts.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={
          office
            ? { title: t('alerts.emptyOffice'), text: t('alerts.emptyOfficeText') }
            : { title: t('alerts.empty'), text: t('alerts.emptyText') }
        }
        narrowed={Object.keys(filter).length > 0}
        onClear={() => void navigate({ search: {}, replace: true })}
        onOpen={({ id }) => open(id)}
        open={opened}
        paged={list}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('alerts.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('alerts.rule')}
              value={search.rule ?? ''}
              width={200}
              onChange={(rule) => change({ rule })}
              options={[
                { value: '', label: t('alerts.allRules') },
                ...RULES.map((value) => ({ value, label: t(`alerts.rules.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('alerts.state')}
              value={search.state ?? ''}
              width={180}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('alerts.allStates') },
                { value: 'unclosed', label: t('alerts.unclosed') },
                ...ALERT_STATES.map((value) => ({ value, label: t(`alerts.steps.${STEP_OF[value]}`) })),
              ]}
            />
          </>
        }
      />
      {office ? null : <RulesTable />}
      <AlertDrawer
        id={opened}
        shown={detail.data}
        error={detail.error}
        onRetry={() => void detail.refetch()}
        onClose={() => change({ open: '' })}
      />
    </Page>
  );
}

/** The step that brought an alert into a state, in whose words the filter speaks. */
const STEP_OF = { open: 'raised', asked: 'asked', explained: 'explained', closed: 'closed' } as const;

function useColumns(open: (id: string) => void): Column<Alert>[] {
  const t = useGuardText();
  const local = useLocal();
  const counted = ({ measured, bar }: Alert) =>
    bar === 0 ? t('alerts.fact', { count: measured }) : t('alerts.overBar', { measured, bar });
  return [
    {
      key: 'no',
      title: t('alerts.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => <OpenButton onOpen={() => open(id)}>{no}</OpenButton>,
      always: true,
    },
    {
      key: 'rule',
      title: t('alerts.rule'),
      text: ({ ruleTitle }) => local(ruleTitle),
      show: ({ ruleTitle, grave }) => (
        <span className="row">
          {local(ruleTitle)}
          {grave ? <Tag tone="red">{t('alerts.grave')}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'who',
      title: t('alerts.who'),
      text: ({ actorName, actorKind }) => `${actorName} ${t(`alerts.kinds.${actorKind as 'staff' | 'application'}`)}`,
    },
    { key: 'office', title: t('alerts.office'), text: ({ organisationName }) => local(organisationName) },
    { key: 'measured', title: t('alerts.measured'), text: counted, number: true },
    {
      key: 'state',
      title: t('alerts.state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: ({ state, stateTitle, finding }) => (
        <span className="row">
          <Tag tone={STATE_TONES[state]}>{local(stateTitle)}</Tag>
          {finding ? <Tag tone={FINDING_TONES[finding]}>{t(`alerts.found.${finding}`)}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'clock',
      title: t('alerts.clock'),
      text: ({ clock }) => clock?.dueDate ?? '',
      show: ({ clock }) => (clock ? <ClockLight clock={clock} short /> : <span className="quiet">–</span>),
    },
    {
      key: 'raisedAt',
      title: t('alerts.raisedAt'),
      text: ({ raisedAt }) => formatInstant(raisedAt),
      show: ({ raisedAt }) => <When at={raisedAt} />,
    },
  ];
}
