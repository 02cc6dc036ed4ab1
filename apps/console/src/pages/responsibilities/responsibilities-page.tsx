import { formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import {
  fetchResponsibilities,
  removeResponsibility,
  RESPONSIBILITIES_PAGE,
  SUPPLY_STATES,
  type Responsibility,
} from '../../api/entries.ts';
import { usePaged } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/catalogue.css';
import { CATALOGUE, useCatalogueLive } from '../catalogue/queries.ts';
import { ResponsibilityDrawer } from './responsibility-drawer.tsx';
import { Scoreboard } from './scoreboard.tsx';

const route = getRouteApi('/responsibilities');
const TONES: Record<Responsibility['state'], Tone> = { never: 'red', late: 'amber', due: 'grey', supplied: 'green' };
type Search = { provider?: string; state?: string };

/** 责任清单: what each department must supply by when, whether it did, and how departments score. */
export function ResponsibilitiesPage() {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const may = usePermission();
  const client = useQueryClient();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filled({ provider: search.provider, state: search.state });
  const paged = usePaged([CATALOGUE, 'responsibilities', JSON.stringify(filter)], RESPONSIBILITIES_PAGE, (cursor) =>
    fetchResponsibilities(filter, cursor),
  );
  const board = useQuery({
    queryKey: [CATALOGUE, 'scores'],
    queryFn: () => fetchResponsibilities({}, undefined),
  }).data?.board;
  const [writing, setWriting] = useState<Responsibility | 'new'>();
  const [removing, setRemoving] = useState<Responsibility>();
  const remove = useMutation({
    mutationFn: (id: string) => removeResponsibility(id),
    onSuccess: async () => {
      setRemoving(undefined);
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
    },
  });
  useCatalogueLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const keeps = may('catalogue.review');
  return (
    <Page
      title={t('responsibilities.title')}
      lead={t('responsibilities.lead')}
      actions={
        keeps ? (
          <Button type="primary" onClick={() => setWriting('new')}>
            {t('responsibilities.add')}
          </Button>
        ) : null
      }
    >
      {board && board.length > 0 ? (
        <Scoreboard
          board={board}
          chosen={search.provider}
          onChoose={(provider) => change({ provider: provider === search.provider ? '' : provider })}
        />
      ) : null}
      <DataTable<Responsibility>
        name="responsibilities"
        label={t('responsibilities.title')}
        columns={useColumns(keeps, setWriting, (line) => {
          remove.reset();
          setRemoving(line);
        })}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('responsibilities.empty'), text: t('responsibilities.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => change({ provider: '', state: '' })}
        tools={
          <>
            <SelectBox
              label={t('responsibilities.stateFilter')}
              value={search.state ?? ''}
              width={170}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('responsibilities.anyState') },
                ...SUPPLY_STATES.map((value) => ({ value, label: t(`responsibilities.states.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('responsibilities.department')}
              value={search.provider ?? ''}
              width={220}
              search
              onChange={(provider) => change({ provider })}
              options={[
                { value: '', label: t('catalogue.anyProvider') },
                ...(board ?? []).map((one) => ({ value: one.provider, label: local(one.providerName) })),
              ]}
            />
          </>
        }
      />
      {writing ? (
        <ResponsibilityDrawer line={writing === 'new' ? undefined : writing} onClose={() => setWriting(undefined)} />
      ) : null}
      {removing ? (
        <Confirm
          open
          danger
          title={t('responsibilities.remove')}
          act={t('responsibilities.remove')}
          busy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          <p>
            {local(removing.title)}
            {mark.colon}
            {t('responsibilities.removeText')}
          </p>
        </Confirm>
      ) : null}
    </Page>
  );
}

function useColumns(
  keeps: boolean,
  edit: (line: Responsibility) => void,
  remove: (line: Responsibility) => void,
): Column<Responsibility>[] {
  const t = useText();
  const local = useLocal();
  const left = ({ workdaysLeft }: Responsibility) =>
    workdaysLeft === undefined
      ? ''
      : workdaysLeft < 0
        ? t('responsibilities.overDays', { days: -workdaysLeft })
        : t('responsibilities.leftDays', { days: workdaysLeft });
  return [
    {
      key: 'title',
      title: t('responsibilities.line'),
      text: ({ title }) => local(title),
      show: ({ title, resource }) => (
        <span className="row">
          {resource ? (
            <Link to="/catalogue" search={{ open: resource } as object}>
              <b>{local(title)}</b>
            </Link>
          ) : (
            <b>{local(title)}</b>
          )}
          {resource ? null : <Tag>{t('responsibilities.notCatalogued')}</Tag>}
        </span>
      ),
      always: true,
    },
    { key: 'provider', title: t('catalogue.provider'), text: ({ providerName }) => local(providerName) },
    { key: 'dueOn', title: t('responsibilities.dueOn'), text: ({ dueOn }) => dueOn },
    {
      key: 'state',
      title: t('responsibilities.state'),
      text: ({ state }) => t(`responsibilities.states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`responsibilities.states.${state}`)}</Tag>,
    },
    { key: 'left', title: t('responsibilities.left'), text: left },
    {
      key: 'firstAt',
      title: t('responsibilities.firstAt'),
      text: ({ firstAt }) => (firstAt ? formatInstant(firstAt) : ''),
      startsHidden: true,
    },
    {
      key: 'lastAt',
      title: t('responsibilities.lastAt'),
      text: ({ lastAt }) => (lastAt ? formatInstant(lastAt) : t('sources.states.never')),
    },
    { key: 'basis', title: t('responsibilities.basis'), text: ({ basis }) => local(basis), startsHidden: true },
    ...(keeps
      ? [
          {
            key: 'acts',
            title: t('entries.stepsTitle'),
            text: () => '',
            show: (line: Responsibility) =>
              line.kept ? (
                <span className="row">
                  <Button size="small" onClick={() => edit(line)}>
                    {t('responsibilities.edit')}
                  </Button>
                  <Button size="small" danger onClick={() => remove(line)}>
                    {t('responsibilities.remove')}
                  </Button>
                </span>
              ) : (
                <small>{t('responsibilities.ofCatalogue')}</small>
              ),
            always: true,
          },
        ]
      : []),
  ];
}
