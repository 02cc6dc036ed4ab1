import { useLocal } from '@yiwang/ui';
import { Radio } from 'antd';
import type { UsableGrant } from '../../api/deliveries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';
import { NEW_DRAFT, type Draft } from './draft.ts';

type Props = { grants: readonly UsableGrant[]; draft: Draft; onChange: (part: Partial<Draft>) => void };

/** Which granted data a query takes, and which other it joins, by a declared key. */
export function DataFields({ grants, draft, onChange }: Props) {
  const t = useText();
  const local = useLocal();
  const main = grants.find(({ id }) => id === draft.grant);
  const joins = main?.joins ?? [];
  const titleOf = (id: string) => local(grants.find((one) => one.id === id)?.title);
  const chosen = joins.find(({ grant }) => grant === draft.join?.grant);
  const joined = grants.find(({ id }) => id === draft.join?.grant);
  const fieldTitle = (grant: UsableGrant | undefined, name: string) =>
    local(grant?.fields.find((field) => field.name === name)?.title) || name;
  // What was chosen of data that are not there any more would only be refused.
  const afresh = { filters: [], fields: [], groups: [], figures: NEW_DRAFT.figures };
  return (
    <div className="stack">
      <Field label={t('sandbox.builder.main')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('sandbox.builder.main')}
            value={draft.grant}
            width="100%"
            search
            onChange={(grant) => onChange({ grant, join: undefined, ...afresh })}
            options={grants.map((one) => ({
              value: one.id,
              label: t('deliveries.form.grantOption', {
                title: local(one.title),
                provider: local(one.providerName),
                application: local(one.applicationTitle),
              }),
            }))}
          />
        )}
      </Field>
      {joins.length === 0 ? (
        <small>{t('sandbox.builder.noJoins')}</small>
      ) : (
        <div className="two">
          <Field label={t('sandbox.builder.join')}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('sandbox.builder.join')}
                value={draft.join?.grant ?? ''}
                width="100%"
                onChange={(grant) => {
                  const pair = joins.find((one) => one.grant === grant)?.pairs[0];
                  onChange({
                    join: pair ? { grant, pair: `${pair.left} ${pair.right}`, kind: 'both' } : undefined,
                    ...afresh,
                  });
                }}
                options={[
                  { value: '', label: t('sandbox.builder.noJoin') },
                  ...joins.map(({ grant }) => ({ value: grant, label: titleOf(grant) })),
                ]}
              />
            )}
          </Field>
          {draft.join && chosen ? (
            <Field label={t('sandbox.builder.joinBy')}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('sandbox.builder.joinBy')}
                  value={draft.join?.pair ?? ''}
                  width="100%"
                  onChange={(pair) => draft.join && onChange({ join: { ...draft.join, pair } })}
                  options={chosen.pairs.map(({ left, right }) => ({
                    value: `${left} ${right}`,
                    label: t('sandbox.builder.pair', {
                      left: fieldTitle(main, left),
                      right: fieldTitle(joined, right),
                    }),
                  }))}
                />
              )}
            </Field>
          ) : null}
        </div>
      )}
      {draft.join ? (
        <fieldset className="plain-fieldset">
          <legend>{t('sandbox.builder.joinKind')}</legend>
          <Radio.Group
            aria-label={t('sandbox.builder.joinKind')}
            value={draft.join.kind}
            onChange={({ target }) =>
              draft.join && onChange({ join: { ...draft.join, kind: target.value as 'both' | 'first' } })
            }
            options={(['both', 'first'] as const).map((value) => ({
              value,
              label: t(`sandbox.builder.joinKinds.${value}`),
            }))}
          />
        </fieldset>
      ) : null}
    </div>
  );
}
