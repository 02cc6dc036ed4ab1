import { useLocal } from '@yiwang/ui';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Scoring, ScoreRule } from '../../../api/interfaces.ts';
import { Both, NO_TEXT } from '../../../rail/both.tsx';
import { Field } from '../../../rail/field.tsx';
import { SelectBox } from '../../../rail/select-box.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import type { Part } from './body.ts';

const KINDS = ['equals', 'matches', 'range', 'age'] as const;
type Kind = (typeof KINDS)[number];
const EMPTY: Scoring = { base: 0, rules: [], bands: [] };

/** The table from which a score is made: rules with their points, and the bands of the sum. */
export function ScoreSection({ body, ground, onChange }: Part) {
  const it = useInterfaceText();
  const score = body.score ?? EMPTY;
  const set = (part: Partial<Scoring>) => onChange({ score: { ...score, ...part } });
  const rule = (index: number, part: ScoreRule) =>
    set({ rules: score.rules.map((one, at) => (at === index ? part : one)) });
  const band = (index: number, part: Partial<Scoring['bands'][number]>) =>
    set({ bands: score.bands.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const first = ground.fields[0]?.name ?? '';
  return (
    <section className="card pad stack">
      <h2>{it('section.score')}</h2>
      {score.rules.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- titles change while they are typed; places do not
        <div key={index} className="stack-s">
          <RuleLine rule={one} body={body} ground={ground} onChange={(next) => rule(index, next)} />
          <div className="row">
            <Button
              size="small"
              aria-label={it('removeRule', { n: index + 1 })}
              onClick={() => set({ rules: score.rules.filter((_, at) => at !== index) })}
            >
              {it('removeRule', { n: index + 1 })}
            </Button>
          </div>
        </div>
      ))}
      <div className="row">
        <Button
          onClick={() => set({ rules: [...score.rules, { title: NO_TEXT, field: first, points: 10, equals: [] }] })}
        >
          {it('addRule')}
        </Button>
      </div>
      <h3>{it('bands')}</h3>
      {score.bands.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- as above
        <div key={index} className="define-line">
          <Field label={it('bandId')}>
            {(described) => (
              <Input {...described} value={one.id} onChange={(event) => band(index, { id: event.target.value })} />
            )}
          </Field>
          <Both label={it('bandTitle')} value={one.title} onChange={(title) => band(index, { title })} />
          <Field label={it('bandStart')}>
            {(described) => (
              <Input
                {...described}
                type="number"
                value={one.from}
                onChange={(event) => band(index, { from: Number(event.target.value) })}
              />
            )}
          </Field>
          <Button
            size="small"
            aria-label={it('removeBand', { n: index + 1 })}
            onClick={() => set({ bands: score.bands.filter((_, at) => at !== index) })}
          >
            ×
          </Button>
        </div>
      ))}
      <div className="row">
        <Button
          onClick={() =>
            set({
              bands: [
                ...score.bands,
                { id: `band-${score.bands.length + 1}`, title: NO_TEXT, from: score.bands.length * 40 },
              ],
            })
          }
        >
          {it('addBand')}
        </Button>
      </div>
      <Both label={it('method')} value={score.method ?? NO_TEXT} onChange={(method) => set({ method })} />
    </section>
  );
}

function RuleLine({
  rule,
  body,
  ground,
  onChange,
}: Omit<Part, 'onChange'> & { rule: ScoreRule; onChange: (rule: ScoreRule) => void }) {
  const it = useInterfaceText();
  const local = useLocal();
  const [values, setValues] = useState(rule.equals?.join(', ') ?? '');
  const kind: Kind = rule.equals
    ? 'equals'
    : rule.matches !== undefined
      ? 'matches'
      : rule.ageFrom !== undefined || rule.ageTo !== undefined
        ? 'age'
        : 'range';
  const { title, field, points } = rule;
  const plain = { title, field, points };
  const turn = (next: Kind) =>
    onChange({
      ...plain,
      ...{
        equals: { equals: [] },
        matches: { matches: body.parameters[0]?.name ?? '' },
        range: { from: '0' },
        age: { ageFrom: 60 },
      }[next],
    });
  return (
    <div className="define-line">
      <Both label={it('ruleTitle')} value={title} onChange={(next) => onChange({ ...rule, title: next })} />
      <Field label={it('parameterField')}>
        {(described) => (
          <SelectBox
            {...described}
            label={it('parameterField')}
            width="100%"
            search
            value={field}
            onChange={(next) => onChange({ ...rule, field: next })}
            options={ground.fields.map((one) => ({ value: one.name, label: `${local(one.title)} ${one.name}` }))}
          />
        )}
      </Field>
      <Field label={it('ruleKind')}>
        {(described) => (
          <SelectBox
            {...described}
            label={it('ruleKind')}
            width="100%"
            value={kind}
            onChange={(next) => turn(next as Kind)}
            options={KINDS.map((one) => ({ value: one, label: it(`ruleKinds.${one}`) }))}
          />
        )}
      </Field>
      {kind === 'equals' ? (
        <Field label={it('ruleValues')}>
          {(described) => (
            <Input
              {...described}
              value={values}
              onChange={(event) => {
                setValues(event.target.value);
                const equals = event.target.value.split(/[,，]/).map((one) => one.trim());
                onChange({ ...plain, equals: equals.filter(Boolean) });
              }}
            />
          )}
        </Field>
      ) : kind === 'matches' ? (
        <Field label={it('ruleParameter')}>
          {(described) => (
            <SelectBox
              {...described}
              label={it('ruleParameter')}
              width="100%"
              value={rule.matches ?? ''}
              onChange={(matches) => onChange({ ...plain, matches })}
              options={body.parameters.map(({ name }) => ({ value: name, label: name }))}
            />
          )}
        </Field>
      ) : (
        (['From', 'To'] as const).map((end) => (
          <Field key={end} label={it(`rule${end}`)}>
            {(described) => (
              <Input
                {...described}
                value={(kind === 'age' ? rule[`age${end}`] : end === 'From' ? rule.from : rule.to) ?? ''}
                onChange={(event) => onChange({ ...rule, ...bound(kind, end, event.target.value.trim()) })}
              />
            )}
          </Field>
        ))
      )}
      <Field label={it('rulePoints')}>
        {(described) => (
          <Input
            {...described}
            type="number"
            value={points}
            onChange={(event) => onChange({ ...rule, points: Number(event.target.value) })}
          />
        )}
      </Field>
    </div>
  );
}

/** One end of a condition; an empty one is no end (JSON leaves out what is undefined). */
function bound(kind: Kind, end: 'From' | 'To', text: string): Partial<ScoreRule> {
  const given = text === '' ? undefined : text;
  if (kind === 'age') return { [`age${end}`]: given === undefined ? undefined : Number(given) || 0 };
  return { [end === 'From' ? 'from' : 'to']: given };
}
