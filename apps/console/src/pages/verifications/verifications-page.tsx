import { ClockLight, formatInstant, useCalmLive, useLocal, When } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import {
  fetchVerifications,
  VERIFICATIONS_KEY,
  VERIFICATIONS_PAGE,
  type Verification,
  type VerificationState,
} from '../../api/verifications.ts';
import { usePaged } from '../../data/paged.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { VerificationDrawer } from './verification-drawer.tsx';
import { STATE_TONES } from './state-tones.ts';

const route = getRouteApi('/verifications');
const STATES = ['open', 'confirmed', 'dismissed'] as const;
const ALL = 'all';

/** 核验任务: facts that changed in the data and may touch a licence; nothing happens to it before an officer has looked. */
export function VerificationsPage() {
  const t = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const chosen = search.state ?? 'open';
  const state = STATES.find((one) => one === chosen);
  const list = usePaged(
    [VERIFICATIONS_KEY, chosen],
    VERIFICATIONS_PAGE,
    (cursor) => fetchVerifications(state as VerificationState | undefined, cursor),
    { recorded: true },
  );
  useCalmLive(['licences'], () => void client.invalidateQueries({ queryKey: [VERIFICATIONS_KEY] }));
  const open = (id: string) => void navigate({ search: { ...search, open: id }, replace: true });
  return (
    <Page title={t('verifications.title')} lead={t('verifications.lead')}>
      <DataTable
        name="verifications"
        wraps
        label={t('verifications.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('verifications.empty'), text: t('verifications.emptyText') }}
        narrowed={search.state !== undefined}
        onClear={() => void navigate({ search: {}, replace: true })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        paged={list}
        tools={
          <Select
            aria-label={t('verifications.stateFilter')}
            style={{ width: 168 }}
            value={chosen}
            onChange={(next: string) =>
              void navigate({ search: next === 'open' ? {} : { state: next }, replace: true })
            }
            options={[...STATES, ALL].map((value) => ({
              value,
              label: t(`verifications.filter.${value as VerificationState | 'all'}`),
            }))}
          />
        }
      />
      <VerificationDrawer
        id={search.open}
        shown={list.items?.find(({ id }) => id === search.open)}
        loaded={list.items !== undefined}
        error={list.error}
        onRetry={list.again}
        onClose={() => void navigate({ search: search.state ? { state: search.state } : {}, replace: true })}
      />
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<Verification>[] {
  const t = useText();
  const local = useLocal();
  const change = ({ field, before, after }: Verification) =>
    t('verifications.change', {
      field: local(field),
      before: local(before) || t('none'),
      after: local(after) || t('none'),
    });
  return [
    {
      key: 'clock',
      title: t('work.clock'),
      text: ({ clock }) => (clock ? t('work.clockText', { date: clock.dueDate, days: clock.workdaysLeft }) : ''),
      show: ({ clock }) =>
        clock ? <ClockLight clock={clock} short /> : <span className="quiet">{t('verifications.ended')}</span>,
    },
    {
      key: 'title',
      title: t('verifications.fact'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'change', title: t('verifications.changed'), text: change },
    { key: 'licence', title: t('verifications.licence'), text: ({ licenceTitle }) => local(licenceTitle) },
    {
      key: 'identifier',
      title: t('verifications.identifier'),
      text: ({ identifier }) => identifier,
      startsHidden: true,
    },
    { key: 'holder', title: t('verifications.holder'), text: ({ holder }) => holder },
    {
      key: 'state',
      title: t('verifications.state'),
      text: ({ state }) => t(`verifications.states.${state}`),
      show: ({ state, licenceStatus }) => (
        <span className="row">
          <Tag tone={STATE_TONES[state]}>{t(`verifications.states.${state}`)}</Tag>
          {state === 'confirmed' ? <small>{t(`verifications.licenceStates.${licenceStatus}`)}</small> : null}
        </span>
      ),
    },
    {
      key: 'createdAt',
      title: t('verifications.createdAt'),
      text: ({ createdAt }) => formatInstant(createdAt),
      show: ({ createdAt }) => <When at={createdAt} />,
    },
  ];
}
