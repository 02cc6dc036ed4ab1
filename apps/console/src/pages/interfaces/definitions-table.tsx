import { useLocal, When } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Definition } from '../../api/interfaces.ts';
import { definitionsQuery } from '../../data/queries.ts';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';
import { RetireDialog } from './retire-dialog.tsx';

/** The definitions that one's organisation may change, with drafts and versions. */
export function DefinitionsTable({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const navigate = useNavigate();
  const query = useQuery(definitionsQuery);
  const [leaving, setLeaving] = useState<Definition>();
  const edit = (id: string) => void navigate({ to: '/interfaces/define', search: { id } });
  const words = q.toLowerCase();
  const rows = query.data?.items.filter(
    (one) => one.mayChange && `${one.id} ${local(one.title)}`.toLowerCase().includes(words),
  );
  const columns = useColumns(edit, setLeaving);
  return (
    <>
      <DataTable
        name="interface-definitions"
        label={it('definitions')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: it('noDefinitions'), text: it('noDefinitionsText') }}
        narrowed={q !== ''}
        onClear={() => onSearch('')}
        onOpen={({ id }) => edit(id)}
        open={undefined}
        tools={<SearchBox value={q} label={t('interfaces.search')} onSearch={onSearch} />}
      />
      {leaving ? <RetireDialog definition={leaving} onClose={() => setLeaving(undefined)} /> : null}
    </>
  );
}

function useColumns(edit: (id: string) => void, leave: (one: Definition) => void): Column<Definition>[] {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('interfaces.name'),
      text: ({ title }) => local(title),
      show: ({ id, title, draft }) => (
        <>
          <OpenButton onOpen={() => edit(id)}>{local(title)}</OpenButton> <small>{id}</small>{' '}
          {draft ? <Tag tone="amber">{it('draftTag')}</Tag> : null}
        </>
      ),
      always: true,
    },
    {
      key: 'ground',
      title: it('ground'),
      text: ({ ground }) => local(ground?.title),
      show: ({ ground }) =>
        ground ? (
          <>
            {local(ground.title)} <small>{local(ground.providerName)}</small>
          </>
        ) : (
          '–'
        ),
    },
    {
      key: 'version',
      title: t('interfaces.version'),
      text: ({ versions }) => versions[0]?.version ?? '',
      show: ({ versions, draft }) => (
        <>
          {versions[0]?.version ?? '–'}
          {draft ? (
            <small>
              {' '}
              {it('nextVersion')} {draft.nextVersion}
            </small>
          ) : null}
        </>
      ),
    },
    {
      key: 'changedAt',
      title: it('changedAt'),
      text: ({ draft, versions }) => draft?.changedAt ?? versions[0]?.publishedAt ?? '',
      show: ({ draft, versions }) => {
        const at = draft?.changedAt ?? versions[0]?.publishedAt;
        return at ? <When at={at} /> : '–';
      },
    },
    {
      key: 'actions',
      title: '',
      text: () => '',
      show: (one) => (
        <span className="row">
          <Button size="small" onClick={() => edit(one.id)}>
            {one.draft ? it('edit') : it('newVersion')}
          </Button>
          {one.versions.some(({ state }) => state === 'in-use' || state === 'callable') ? (
            <Button size="small" danger onClick={() => leave(one)}>
              {it('retire')}
            </Button>
          ) : null}
        </span>
      ),
    },
  ];
}
