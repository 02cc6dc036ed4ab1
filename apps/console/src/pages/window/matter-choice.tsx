import { EmptyState, ErrorNotice, useLanguage, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { openAtWindow, type Visitor, type VisitorMatter } from '../../api/window.ts';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { windowCaseQuery } from './queries.ts';

/** The matters of this window, found by a few letters; arrows choose, Enter opens. */
export function MatterChoice({ visitor }: { visitor: Visitor }) {
  const t = useWindowText();
  const local = useLocal();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const listId = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const wanted = words.trim().toLowerCase();
  const found = visitor.matters.filter(({ title }) => title[language].toLowerCase().includes(wanted));
  const chosen = Math.min(at, found.length - 1);
  const opened = useMutation({
    mutationFn: (matter: string) => openAtWindow(visitor.id, matter),
    async onSuccess(one) {
      client.removeQueries({ queryKey: windowCaseQuery(one.id).queryKey });
      await navigate({ to: '/window/cases/$caseId', params: { caseId: one.id }, search: { visitor: visitor.id } });
    },
  });
  const open = (matter: VisitorMatter | undefined) => {
    if (matter && !opened.isPending) opened.mutate(matter.id);
  };
  return (
    <section className="card pad stack-s">
      <h2>{t('matters')}</h2>
      <Input
        autoFocus
        role="combobox"
        aria-label={t('find')}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[chosen] ? `${listId}-${found[chosen].id}` : undefined}
        placeholder={t('findHint')}
        value={words}
        onChange={({ target }) => {
          setWords(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
          else if (event.key === 'Enter') open(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      {opened.error ? <ErrorNotice error={opened.error} level={3} /> : null}
      {found.length === 0 ? <EmptyState title={t('noMatter')} text={t('noMatterText')} /> : null}
      <ul className="matter-choice" id={listId} role="listbox" aria-label={t('matters')}>
        {found.map((matter, index) => (
          <li
            key={matter.id}
            id={`${listId}-${matter.id}`}
            role="option"
            aria-selected={index === chosen}
            onMouseEnter={() => setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(matter)}
          >
            <b>{local(matter.title)}</b>
            <small>
              {[
                local(matter.organisationName),
                t('needs', { count: matter.visits, visits: matter.visits }),
                ...(matter.papers > 0 ? [t('papers', { count: matter.papers })] : []),
              ].join(' · ')}
            </small>
            <span className="row">
              {matter.projectType === 'instant' ? <Tag tone="green">{t('instant')}</Tag> : null}
              {matter.by === 'hall' ? <Tag tone="blue">{t('byHall')}</Tag> : null}
            </span>
          </li>
        ))}
      </ul>
      {opened.isPending ? <small role="status">{t('opening')}</small> : null}
    </section>
  );
}
