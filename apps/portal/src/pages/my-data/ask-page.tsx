import './my-data.css';
import '@yiwang/ui/form/form.css';
import { EmptyState, ErrorNotice, newIdempotencyKey, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { FieldError, Label, Radio, RadioGroup, Text, TextArea, TextField } from 'react-aria-components';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link, useGo } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { ask, readQuery, type Asking, type Kind, type Read } from './api.ts';
import { ReadCard } from './read-card.tsx';
import { useMyDataText } from './texts/index.ts';

const SHORTEST = 5;
const LONGEST = 1000;
const DAYS = 10;
const KINDS = ['question', 'objection', 'correction'] as const;
/** By a read of mine, or by where a prefilled value came from. */
type Search = { read?: string; resource?: string; title?: string; office?: string; case?: string };

/** Asks about a read, objects to it, or says that a value is wrong. */
export function AskPage() {
  const t = useMyDataText();
  const search: Search = useSearch({ strict: false });
  return (
    <Page title={t('askTitle')} back={{ to: '/my-data', label: t('title') }}>
      <p className="lead">{t('askLead', { days: DAYS })}</p>
      <PersonOnly what={t('questionsWhat')} forFirms>
        {search.read ? (
          <AboutRead id={search.read} />
        ) : search.resource && search.title ? (
          <AboutSource search={search} />
        ) : (
          <Gone />
        )}
      </PersonOnly>
    </Page>
  );
}

function AboutRead({ id }: { id: string }) {
  const t = useMyDataText();
  const found = useQuery(readQuery(id));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  const read = found.data.items.find((one) => one.id === id);
  if (!read) return <Gone />;
  return (
    <>
      <section aria-labelledby="about">
        <h2 id="about">{t('about')}</h2>
        <ReadCard read={read} asking />
      </section>
      <AskForm read={read} about={{ readId: id }} />
    </>
  );
}

function AboutSource({ search }: { search: Search }) {
  const t = useMyDataText();
  const title = search.title ?? '';
  return (
    <>
      <section aria-labelledby="about">
        <h2 id="about">{t('aboutSource')}</h2>
        <p className="card">{t('source', { office: search.office ?? '', title })}</p>
      </section>
      <AskForm
        about={{
          kind: 'correction',
          source: { resource: search.resource ?? '', title, ...(search.case ? { caseNo: search.case } : {}) },
        }}
      />
    </>
  );
}

function Gone() {
  const t = useMyDataText();
  return (
    <div className="card">
      <EmptyState title={t('gone')} text={t('goneText')}>
        <Link to="/my-data" className="yw-button">
          {t('toReads')}
        </Link>
      </EmptyState>
    </div>
  );
}

function AskForm({ read, about }: { read?: Read; about: Partial<Asking> }) {
  const t = useMyDataText();
  const local = useLocal();
  const go = useGo();
  const client = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const [kind, choose] = useState<Kind>(about.kind ?? 'question');
  const [field, pick] = useState<string | null>(null);
  const [text, write] = useState('');
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: () =>
      ask({ ...about, kind, text: text.trim(), ...(kind === 'correction' && field ? { field } : {}) }, key),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['my-data'] });
      go({ to: '/my-data/questions/$questionId', params: { questionId: id }, replace: true });
    },
  });
  const items = read?.items ?? [];
  const kinds = read ? KINDS.filter((one) => one !== 'correction' || items.length > 0) : [];
  const short = checked && text.trim().length < SHORTEST;
  const noField = kind === 'correction' && read !== undefined && field === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check(true);
    if (text.trim().length >= SHORTEST && !noField) send.mutate();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {kinds.length > 0 ? (
        <RadioGroup className="field choices" value={kind} onChange={(value) => choose(value as Kind)} isRequired>
          <Label>{t('kind')}</Label>
          {kinds.map((one) => (
            <Radio key={one} value={one} className="choice">
              <span className="dot" aria-hidden="true" />
              {t(`kinds.${one}`)}
            </Radio>
          ))}
          <Text slot="description" className="hint">
            {t(`goesTo.${kind}`)}
          </Text>
        </RadioGroup>
      ) : (
        <p>{t('goesTo.correction')}</p>
      )}
      {kind === 'correction' && read ? (
        <RadioGroup
          className="field choices"
          value={field}
          onChange={pick}
          isRequired
          isInvalid={checked && noField}
          validationBehavior="aria"
        >
          <Label>{t('field')}</Label>
          {items.map((item) => (
            <Radio key={item.name} value={item.name} className="choice">
              <span className="dot" aria-hidden="true" />
              {local(item.title)}
            </Radio>
          ))}
          {checked && noField ? <FieldError className="fault">{t('fieldMissing')}</FieldError> : null}
        </RadioGroup>
      ) : null}
      <TextField
        className="field"
        value={text}
        onChange={write}
        isRequired
        isInvalid={short}
        validationBehavior="aria"
        maxLength={LONGEST}
      >
        <Label>{t('text')}</Label>
        <TextArea className="input" rows={5} />
        <Text slot="description" className="hint">
          {t('textHint')}
        </Text>
        {short ? <FieldError className="fault">{t('textMissing')}</FieldError> : null}
      </TextField>
      {send.isError ? <ErrorNotice error={send.error} kept={t('kept')} /> : null}
      <div className="buttons">
        <button type="submit" className="yw-button" disabled={send.isPending}>
          {send.isPending ? t('sending') : t('send')}
        </button>
      </div>
    </form>
  );
}
