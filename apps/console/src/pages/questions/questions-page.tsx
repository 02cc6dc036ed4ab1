import { ClockLight, formatInstant, useCalmLive, useLocal, When } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import {
  fetchQuestion,
  fetchQuestionBoard,
  fetchQuestions,
  QUESTION_KINDS,
  QUESTION_STATES,
  QUESTIONS_KEY,
  QUESTIONS_PAGE,
  type QuestionListing,
} from '../../api/questions.ts';
import { LOOKED_AT_ONCE, usePaged } from '../../data/paged.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { QuestionBoardTable } from './question-board.tsx';
import { QuestionDrawer } from './question-drawer.tsx';

const route = getRouteApi('/questions');
const LIGHTS = ['red', 'amber', 'green'] as const;
const TONES: Record<QuestionListing['state'], Tone> = {
  asked: 'blue',
  escalated: 'amber',
  answered: 'green',
  settled: 'green',
  withdrawn: 'grey',
};
type Search = { q?: string; kind?: string; state?: string; light?: string; open?: string };

/** 数据使用答复: what people ask about reads of their data, with the clock of each, and how the offices answer. */
export function QuestionsPage() {
  const t = useGuardText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { open: opened, ...filter } = search;
  const list = usePaged([QUESTIONS_KEY, 'list', JSON.stringify(filter)], QUESTIONS_PAGE, (cursor) =>
    fetchQuestions(filter, cursor),
  );
  const board = useQuery({ queryKey: [QUESTIONS_KEY, 'board'], queryFn: fetchQuestionBoard });
  const detail = useQuery({
    queryKey: [QUESTIONS_KEY, 'one', opened ?? ''],
    queryFn: () => fetchQuestion(opened ?? ''),
    enabled: opened !== undefined,
    ...LOOKED_AT_ONCE,
  });
  useCalmLive(['disclosures'], () => {
    void client.invalidateQueries({ queryKey: [QUESTIONS_KEY, 'list'] });
    void client.invalidateQueries({ queryKey: [QUESTIONS_KEY, 'board'] });
  });
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id });
  return (
    <Page title={t('questions.title')} lead={t('questions.lead')}>
      <DataTable
        name="questions"
        label={t('questions.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('questions.empty'), text: t('questions.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => void navigate({ search: {}, replace: true })}
        onOpen={({ id }) => open(id)}
        open={opened}
        paged={list}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('questions.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('questions.kind')}
              value={search.kind ?? ''}
              onChange={(kind) => change({ kind })}
              options={[
                { value: '', label: t('questions.allKinds') },
                ...QUESTION_KINDS.map((value) => ({ value, label: t(`questions.kinds.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('questions.state')}
              value={search.state ?? ''}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('questions.allStates') },
                ...QUESTION_STATES.map((value) => ({ value, label: t(`questions.states.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('questions.light')}
              value={search.light ?? ''}
              onChange={(light) => change({ light })}
              options={[
                { value: '', label: t('questions.allLights') },
                ...LIGHTS.map((value) => ({ value, label: t(`questions.lights.${value}`) })),
              ]}
            />
          </>
        }
      />
      <QuestionBoardTable board={board.data} />
      <QuestionDrawer
        id={opened}
        shown={detail.data}
        error={detail.error}
        onRetry={() => void detail.refetch()}
        onClose={() => change({ open: '' })}
      />
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<QuestionListing>[] {
  const t = useGuardText();
  const local = useLocal();
  return [
    {
      key: 'clock',
      title: t('questions.clock'),
      text: ({ clock }) => clock?.dueDate ?? '',
      show: ({ clock }) =>
        clock ? <ClockLight clock={clock} short /> : <span className="quiet">{t('questions.ended')}</span>,
    },
    {
      key: 'no',
      title: t('questions.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => <OpenButton onOpen={() => open(id)}>{no}</OpenButton>,
      always: true,
    },
    { key: 'kind', title: t('questions.kind'), text: ({ kind }) => t(`questions.kinds.${kind}`) },
    {
      key: 'state',
      title: t('questions.state'),
      text: ({ state }) => t(`questions.states.${state}`),
      show: ({ state, late, outcome }) => (
        <span className="row">
          <Tag tone={TONES[state]}>{t(`questions.states.${state}`)}</Tag>
          {late ? <Tag tone="red">{t('questions.late')}</Tag> : null}
          {outcome ? <small>{t(`questions.outcomes.${outcome}`)}</small> : null}
        </span>
      ),
    },
    {
      key: 'organisation',
      title: t('questions.office'),
      text: ({ organisationName, authorityName }) =>
        authorityName ? `${local(organisationName)} → ${local(authorityName)}` : local(organisationName),
    },
    {
      key: 'askedAt',
      title: t('questions.askedAt'),
      text: ({ askedAt }) => formatInstant(askedAt),
      show: ({ askedAt }) => <When at={askedAt} />,
    },
  ];
}
