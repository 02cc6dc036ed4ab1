import { useLocal } from '@yiwang/ui';
import { Button, Checkbox, Input } from 'antd';
import type { Aggregation, Measure } from '../../../api/interfaces.ts';
import { Both } from '../../../rail/both.tsx';
import { Field } from '../../../rail/field.tsx';
import { SelectBox } from '../../../rail/select-box.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import { groupable, SUMMED, type Part } from './body.ts';

const EMPTY: Aggregation = { dimensions: [], measures: [] };
const BOUNDS = [
  ['minimumGroup', 10],
  ['filtersMax', 3],
  ['queriesMax', 60],
  ['periodDays', 30],
] as const;

/** What an interface counts, by what it groups, and how small a group it never shows. */
export function AggregateSection({ body, ground, onChange }: Part) {
  const it = useInterfaceText();
  const local = useLocal();
  const rules = body.aggregate ?? EMPTY;
  const set = (part: Partial<Aggregation>) => onChange({ aggregate: { ...rules, ...part } });
  const change = (index: number, part: Partial<Measure>) =>
    set({ measures: rules.measures.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const summed = ground.fields.filter(({ type }) => SUMMED.includes(type));
  const turn = (index: number, kind: Measure['kind']) => {
    const { field: _field, ...rest } = rules.measures[index] as Measure;
    const field = summed[0]?.name;
    const next: Measure =
      kind === 'count' || field === undefined ? { ...rest, kind: 'count' } : { ...rest, kind, field };
    set({ measures: rules.measures.map((one, at) => (at === index ? next : one)) });
  };
  return (
    <section className="card pad stack">
      <h2>{it('section.aggregate')}</h2>
      <fieldset className="flow">
        <legend>{it('dimensions')}</legend>
        <Checkbox.Group
          value={rules.dimensions}
          onChange={(dimensions) => set({ dimensions })}
          options={groupable(ground).map(({ name, title }) => ({ value: name, label: local(title) }))}
        />
      </fieldset>
      {rules.measures.map((measure, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- ids change while they are typed; places do not
        <div key={index} className="define-line">
          <Field label={it('measureId')}>
            {(described) => (
              <Input
                {...described}
                value={measure.id}
                onChange={(event) => change(index, { id: event.target.value })}
              />
            )}
          </Field>
          <Both label={it('measureTitle')} value={measure.title} onChange={(title) => change(index, { title })} />
          <Field label={it('measureKind')}>
            {(described) => (
              <SelectBox
                {...described}
                label={it('measureKind')}
                width="100%"
                value={measure.kind}
                onChange={(kind) => turn(index, kind as Measure['kind'])}
                options={(summed.length > 0 ? (['count', 'sum', 'average'] as const) : (['count'] as const)).map(
                  (kind) => ({ value: kind, label: it(`kinds.${kind}`) }),
                )}
              />
            )}
          </Field>
          {measure.kind === 'count' ? null : (
            <Field label={it('parameterField')}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={it('parameterField')}
                  width="100%"
                  value={measure.field ?? ''}
                  onChange={(field) => change(index, { field })}
                  options={summed.map(({ name, title }) => ({ value: name, label: local(title) }))}
                />
              )}
            </Field>
          )}
          <Button
            size="small"
            aria-label={it('removeMeasure', { n: index + 1 })}
            onClick={() => set({ measures: rules.measures.filter((_, at) => at !== index) })}
          >
            ×
          </Button>
        </div>
      ))}
      <div className="row">
        <Button
          onClick={() =>
            set({
              measures: [
                ...rules.measures,
                { id: `measure-${rules.measures.length + 1}`, title: ground.title, kind: 'count' },
              ],
            })
          }
        >
          {it('addMeasure')}
        </Button>
      </div>
      <div className="define-line">
        {BOUNDS.map(([name, usual]) => (
          <Field key={name} label={it(name)}>
            {(described) => (
              <Input
                {...described}
                type="number"
                min={1}
                value={rules[name] ?? usual}
                onChange={(event) => set({ [name]: Number(event.target.value) })}
              />
            )}
          </Field>
        ))}
      </div>
      <small>{it('minimumGroupText')}</small>
    </section>
  );
}
