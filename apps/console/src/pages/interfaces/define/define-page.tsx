import { EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Draft, GroundWithFields, InterfaceBody, Mode } from '../../../api/interfaces.ts';
import { definitionQuery, groundsQuery } from '../../../data/queries.ts';
import { Field } from '../../../rail/field.tsx';
import { SelectBox } from '../../../rail/select-box.tsx';
import { Page, Waiting } from '../../../shell/page.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import { useText } from '../../../texts/index.ts';
import '../../../styles/interfaces.css';
import { AggregateSection } from './aggregate-section.tsx';
import { bodyOver, groundName, MODES, withGround, withMode } from './body.ts';
import { FieldsSection } from './fields-section.tsx';
import { NameSection } from './name-section.tsx';
import { ParametersSection } from './parameters-section.tsx';
import { ScoreSection } from './score-section.tsx';
import { StatePanel } from './state-panel.tsx';

const route = getRouteApi('/interfaces/define');
type Search = { id?: string; resource?: string };

/** Makes an interface from published data without code: a new one, or the next version of one. */
export function DefinePage() {
  const it = useInterfaceText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const grounds = useQuery(groundsQuery);
  const known = useQuery({ ...definitionQuery(search.id ?? ''), enabled: search.id !== undefined });
  const error = grounds.error ?? (search.id ? known.error : null);
  const ready = grounds.data && (search.id === undefined || known.data);
  const title = known.data ? it('editTitle', { title: local(known.data.title) }) : it('newTitle');
  const back = () => void navigate({ to: '/interfaces', search: { view: 'definitions' } });
  return (
    <Page title={title} lead={it('newLead')} actions={<Button onClick={back}>{it('back')}</Button>}>
      {error ? <ErrorNotice error={error} onRetry={() => void grounds.refetch()} /> : null}
      {ready && grounds.data.items.length === 0 ? (
        <EmptyState title={it('noGrounds')} text={it('noGroundsText')} />
      ) : ready ? (
        <DefineForm
          key={`${search.id ?? ''} ${known.data?.draft?.revision ?? 0}`}
          grounds={grounds.data.items}
          draft={known.data?.draft}
          start={
            known.data?.draft?.body ??
            known.data?.current ??
            bodyOver(grounds.data.items.find(({ kind, id }) => kind === 'resource' && id === search.resource))
          }
          fresh={known.data === undefined}
          published={(known.data?.versions.length ?? 0) > 0}
          onSaved={(id) => void navigate({ search: { id }, replace: true })}
          onGone={back}
        />
      ) : error ? null : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

type FormProps = {
  grounds: readonly GroundWithFields[];
  draft: Draft | undefined;
  start: InterfaceBody;
  fresh: boolean;
  published: boolean;
  onSaved: (id: string) => void;
  onGone: () => void;
};

function DefineForm({ grounds, draft, start, fresh, published, onSaved, onGone }: FormProps) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const [body, setBody] = useState(start);
  const ground = grounds.find((one) => groundName(one) === groundName(body));
  const part = { body, ground, onChange: (change: Partial<InterfaceBody>) => setBody({ ...body, ...change }) };
  return (
    <div className="define">
      <div className="stack">
        <section className="card pad stack">
          <h2>{it('section.ground')}</h2>
          <Field label={it('chooseGround')} required>
            {(described) => (
              <SelectBox
                {...described}
                label={it('chooseGround')}
                width="100%"
                search
                value={ground ? groundName(ground) : ''}
                onChange={(name) => {
                  const chosen = grounds.find((one) => groundName(one) === name);
                  if (chosen) setBody(withGround(body, chosen, fresh));
                }}
                options={grounds.map((one) => ({
                  value: groundName(one),
                  label: `${local(one.title)} · ${it(`grounds.${one.kind}`)} · ${local(one.providerName)}`,
                }))}
              />
            )}
          </Field>
          {ground ? (
            <Field label={it('modeTitle')} hint={it(`modeTexts.${body.mode}`)}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={it('modeTitle')}
                  value={body.mode}
                  onChange={(mode) => setBody(withMode(body, mode as Mode, ground, fresh))}
                  options={MODES.filter((mode) => mode !== 'aggregate' || ground.kind !== 'upstream').map((mode) => ({
                    value: mode,
                    label: it(`modes.${mode}`),
                  }))}
                />
              )}
            </Field>
          ) : null}
        </section>
        {ground ? (
          <>
            <ParametersSection {...part} ground={ground} />
            {body.mode === 'rows' ? <FieldsSection {...part} ground={ground} /> : null}
            {body.mode === 'score' ? <ScoreSection {...part} ground={ground} /> : null}
            {body.mode === 'aggregate' ? <AggregateSection {...part} ground={ground} /> : null}
            <NameSection {...part} fresh={fresh} />
          </>
        ) : grounds.length > 0 && !fresh ? (
          <p>{it('notMine')}</p>
        ) : (
          <p className="quiet">{t('form.required')}</p>
        )}
      </div>
      {ground ? (
        <StatePanel
          body={body}
          ground={ground}
          draft={draft}
          changed={body !== start || draft === undefined}
          published={published}
          onSaved={onSaved}
          onGone={onGone}
        />
      ) : null}
    </div>
  );
}
