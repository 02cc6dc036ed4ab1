import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { createEntry, type Cause, type Draft } from '../../api/entries.ts';
import { useSession } from '../../data/session.ts';
import { NO_TEXT } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/catalogue.css';
import { faultsIn } from '../connections/schema-values.ts';
import { EntryForm } from './entry-form.tsx';
import { CATALOGUE } from './queries.ts';
import { tidyDraft } from './tidy-draft.ts';

/** A new entry: only its title is needed to begin the draft. */
export function NewEntryPage() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { staff } = useSession();
  const [id, setId] = useState('');
  const [draft, setDraft] = useState<Draft>({ title: NO_TEXT, items: [] });
  const [cause, setCause] = useState<Cause>({ kind: 'new' });
  const provider = draft.provider ?? staff?.organisation;
  const ready = draft.title.zh.trim() !== '' && provider !== undefined;
  const send = useMutation({
    mutationFn: () =>
      createEntry({
        ...(id.trim() ? { id: id.trim() } : {}),
        definition: tidyDraft({ ...draft, ...(provider ? { provider } : {}) }),
        cause,
      }),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
      await navigate({ to: '/entries/$entryId', params: { entryId: saved.id } });
    },
  });
  return (
    <Page title={t('entries.newTitle')} lead={<Link to="/entries">{t('entries.backToList')}</Link>}>
      <form
        className="card pad stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send.mutate();
        }}
      >
        <Field label={t('entries.idLabel')} hint={t('entries.idHint')}>
          {(described) => (
            <Input {...described} value={id} maxLength={48} onChange={(event) => setId(event.target.value)} />
          )}
        </Field>
        <EntryForm
          draft={{ ...draft, ...(provider ? { provider } : {}) }}
          cause={cause}
          onDraft={setDraft}
          onCause={setCause}
          faults={faultsIn(send.error)}
        />
        {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!ready}>
            {t('entries.create')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
