import { Button, Checkbox, InputNumber, Segmented } from 'antd';
import { FIGURES, type FigureKind } from '../../api/deliveries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import type { Choosable } from '../deliveries/filter-rows.tsx';
import { atOf, countable, groupable, isDate, placeOf, type Draft, type DraftFigure, type DraftGroup } from './draft.ts';

type Props = { fields: readonly Choosable[]; draft: Draft; onChange: (part: Partial<Draft>) => void };
const at = (field: Choosable) => ({ of: field.of ?? ('a' as const), field: field.name });

/** What comes out: rows with chosen fields, or figures of groups. */
export function OutputFields({ fields, draft, onChange }: Props) {
  const t = useText();
  return (
    <div className="stack">
      <div>
        <Segmented
          aria-label={t('sandbox.builder.output')}
          value={draft.mode}
          onChange={(mode) => onChange({ mode })}
          options={(['groups', 'rows'] as const).map((value) => ({
            value,
            label: t(`sandbox.builder.modes.${value}`),
          }))}
        />
      </div>
      {draft.mode === 'rows' ? (
        <fieldset className="plain-fieldset">
          <legend>{t('sandbox.builder.fields')}</legend>
          <div className="field-grid">
            {fields.map((field) => {
              const place = placeOf(at(field));
              return (
                <Checkbox
                  key={place}
                  checked={draft.fields.includes(place)}
                  onChange={({ target }) =>
                    onChange({
                      fields: target.checked
                        ? [...draft.fields, place]
                        : draft.fields.filter((other) => other !== place),
                    })
                  }
                >
                  {field.label} {field.mask === 'none' ? null : <Tag tone="amber">{t('deliveries.form.masked')}</Tag>}
                </Checkbox>
              );
            })}
          </div>
        </fieldset>
      ) : (
        <>
          <Groups fields={groupable(fields)} groups={draft.groups} onChange={(groups) => onChange({ groups })} />
          <Figures fields={fields} figures={draft.figures} onChange={(figures) => onChange({ figures })} />
        </>
      )}
      <Field label={t('sandbox.builder.limit')} required>
        {(described) => (
          <InputNumber
            {...described}
            style={{ width: 160 }}
            min={1}
            max={10_000}
            precision={0}
            value={draft.limit}
            onChange={(limit) => onChange({ limit: limit ?? 1 })}
          />
        )}
      </Field>
    </div>
  );
}

type GroupsProps = {
  fields: readonly Choosable[];
  groups: readonly DraftGroup[];
  onChange: (groups: DraftGroup[]) => void;
};

let made = 1;
const fresh = (): number => {
  made += 1;
  return made;
};

/** A date of a person is grouped by year unless someone says by month. */
const groupOf = (field: Choosable): Omit<DraftGroup, 'id'> => ({
  ...at(field),
  ...(isDate(field) ? { by: 'year' } : {}),
});

function Groups({ fields, groups, onChange }: GroupsProps) {
  const t = useText();
  const set = (id: number, part: Omit<DraftGroup, 'id'>) =>
    onChange(groups.map((one) => (one.id === id ? { ...part, id } : one)));
  const unused = fields.find((field) => !groups.some((group) => placeOf(group) === placeOf(at(field))));
  return (
    <fieldset className="plain-fieldset">
      <legend>{t('sandbox.builder.groups')}</legend>
      {groups.map((group, index) => {
        const field = fields.find((one) => placeOf(at(one)) === placeOf(group));
        return (
          <div key={group.id} className="row" role="group" aria-label={`${t('sandbox.builder.groups')} ${index + 1}`}>
            <SelectBox
              label={t('deliveries.form.field')}
              value={placeOf(group)}
              width={240}
              search
              onChange={(place) => {
                const next = fields.find((one) => placeOf(at(one)) === place);
                if (next) set(group.id, groupOf(next));
              }}
              options={fields.map((one) => ({ value: placeOf(at(one)), label: one.label }))}
            />
            {field && isDate(field) ? (
              <SelectBox
                label={t('sandbox.builder.by')}
                value={group.by ?? 'none'}
                width={100}
                onChange={(by) => set(group.id, { ...at(field), ...(by === 'year' || by === 'month' ? { by } : {}) })}
                options={(field.personal ? (['year', 'month'] as const) : (['year', 'month', 'none'] as const)).map(
                  (value) => ({ value, label: t(`sandbox.builder.bys.${value}`) }),
                )}
              />
            ) : null}
            <Button
              type="text"
              aria-label={t('sandbox.builder.removeGroup')}
              onClick={() => onChange(groups.filter(({ id }) => id !== group.id))}
            >
              ×
            </Button>
          </div>
        );
      })}
      <div>
        <Button
          disabled={unused === undefined || groups.length >= 4}
          onClick={() => unused && onChange([...groups, { id: fresh(), ...groupOf(unused) }])}
        >
          {t('sandbox.builder.addGroup')}
        </Button>
      </div>
    </fieldset>
  );
}

type FiguresProps = {
  fields: readonly Choosable[];
  figures: readonly DraftFigure[];
  onChange: (figures: DraftFigure[]) => void;
};

function Figures({ fields, figures, onChange }: FiguresProps) {
  const t = useText();
  const figureOf = (id: number, kind: FigureKind): DraftFigure => {
    const [first] = countable(kind, fields);
    return { id, kind, ...(first ? { at: at(first) } : {}) };
  };
  const set = (figure: DraftFigure) => onChange(figures.map((one) => (one.id === figure.id ? figure : one)));
  return (
    <fieldset className="plain-fieldset">
      <legend>{t('sandbox.builder.figures')}</legend>
      {figures.map((figure, index) => (
        <div key={figure.id} className="row" role="group" aria-label={`${t('sandbox.builder.figures')} ${index + 1}`}>
          <SelectBox
            label={t('sandbox.builder.figure')}
            value={figure.kind}
            width={180}
            onChange={(kind) => set(figureOf(figure.id, kind as FigureKind))}
            options={FIGURES.filter((kind) => kind === 'count' || countable(kind, fields).length > 0).map((kind) => ({
              value: kind,
              label: t(`sandbox.builder.kinds.${kind}`),
            }))}
          />
          {figure.kind === 'count' ? null : (
            <SelectBox
              label={t('sandbox.builder.figureField')}
              value={figure.at ? placeOf(figure.at) : ''}
              width={240}
              search
              onChange={(place) => set({ ...figure, at: atOf(place) })}
              options={countable(figure.kind, fields).map((one) => ({ value: placeOf(at(one)), label: one.label }))}
            />
          )}
          <Button
            type="text"
            aria-label={t('sandbox.builder.removeFigure')}
            disabled={figures.length === 1}
            onClick={() => onChange(figures.filter(({ id }) => id !== figure.id))}
          >
            ×
          </Button>
        </div>
      ))}
      <div>
        <Button disabled={figures.length >= 8} onClick={() => onChange([...figures, figureOf(fresh(), 'count')])}>
          {t('sandbox.builder.addFigure')}
        </Button>
      </div>
    </fieldset>
  );
}
