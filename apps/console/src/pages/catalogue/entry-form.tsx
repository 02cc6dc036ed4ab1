import { useLocal, type LocalText } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { CATEGORIES, CYCLES, FORMATS, MODES, OPEN_ATTRIBUTES, SHARE_TYPES } from '../../api/catalogue.ts';
import { CAUSES, type Cause, type Draft } from '../../api/entries.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { Both, NO_TEXT } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/flows.css';
import '../../styles/islands.css';
import '../../styles/line.css';
import { ItemsEditor } from './items-editor.tsx';

type Props = {
  draft: Draft;
  cause: Cause;
  onDraft: (draft: Draft) => void;
  onCause: (cause: Cause) => void;
  /** Faults by their place in the draft. */
  faults: ReadonlyMap<string, string>;
};
const GRADES = ['1', '2', '3', '4'] as const;

/** All that an entry says, in the order of the compilation guide. */
export function EntryForm({ draft, cause, onDraft, onCause, faults }: Props) {
  const set = (part: { [K in keyof Draft]?: Draft[K] | undefined }) => onDraft(without({ ...draft, ...part }));
  return (
    <div className="entry-form stack">
      <Basics draft={draft} set={set} faults={faults} />
      <Terms draft={draft} set={set} faults={faults} />
      <Upkeep draft={draft} set={set} faults={faults} />
      <CauseFields cause={cause} onCause={onCause} />
      <ItemsEditor draft={draft} set={set} faults={faults} />
    </div>
  );
}

export type Setting = {
  draft: Draft;
  set: (part: { [K in keyof Draft]?: Draft[K] | undefined }) => void;
  faults: ReadonlyMap<string, string>;
};

/** The draft without fields that were taken back. */
const without = (draft: { [K in keyof Draft]?: Draft[K] | undefined }): Draft =>
  Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as unknown as Draft;

/** A choice of one among values that the texts name; empty while nothing is chosen. */
export function Choice<T extends string>(props: {
  label: string;
  value: T | undefined;
  values: readonly T[];
  words: (value: T) => string;
  onChange: (value: T | undefined) => void;
  none?: string;
  fault?: string | undefined;
  required?: boolean;
}) {
  const t = useText();
  return (
    <Field label={props.label} fault={props.fault} required={props.required ?? false}>
      {(described) => (
        <SelectBox
          {...described}
          label={props.label}
          value={props.value ?? ''}
          width="100%"
          onChange={(value) => props.onChange(value === '' ? undefined : (value as T))}
          options={[
            { value: '', label: props.none ?? t('entries.choose') },
            ...props.values.map((value) => ({ value, label: props.words(value) })),
          ]}
        />
      )}
    </Field>
  );
}

function Basics({ draft, set, faults }: Setting) {
  const t = useText();
  const local = useLocal();
  const { staff } = useSession();
  const officeList = useQuery(organisationsQuery);
  const offices = officeList.data?.items ?? [];
  const own = staff?.organisation;
  return (
    <>
      <h2>{t('entries.basics')}</h2>
      <Both
        label={t('catalogue.resource')}
        value={draft.title}
        onChange={(title) => set({ title })}
        fault={faults.get('/title')}
        required
      />
      <Both
        label={t('change.fields.summary')}
        value={draft.summary ?? NO_TEXT}
        onChange={(summary) => set({ summary })}
        fault={faults.get('/summary')}
        required
      />
      <NotLoaded query={officeList} />
      <div className="three">
        <Field label={t('catalogue.provider')} required fault={faults.get('/provider')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('catalogue.provider')}
              value={draft.provider ?? ''}
              width="100%"
              search
              onChange={(provider) => set({ provider })}
              options={offices
                .filter((office) => !own || office.id === own || office.id === draft.provider)
                .map((office) => ({ value: office.id, label: local(office.name) }))}
            />
          )}
        </Field>
        <Choice
          label={t('catalogue.class')}
          value={draft.class?.category}
          values={CATEGORIES}
          words={(value) => t(`catalogue.category.${value}`)}
          onChange={(category) => set({ class: category && { ...draft.class, category } })}
          fault={faults.get('/class')}
          required
        />
        <Field label={t('entries.theme')}>
          {(described) => (
            <Input
              {...described}
              value={draft.class?.theme?.zh ?? ''}
              maxLength={100}
              disabled={!draft.class}
              onChange={({ target: { value } }) =>
                draft.class &&
                set({
                  class: {
                    category: draft.class.category,
                    ...(value ? { theme: kept(draft.class.theme, value) } : {}),
                  },
                })
              }
            />
          )}
        </Field>
      </div>
      <div className="three">
        <Field label={t('catalogue.code')} fault={faults.get('/code')}>
          {(described) => (
            <Input
              {...described}
              value={draft.code ?? ''}
              maxLength={64}
              onChange={({ target: { value } }) => set({ code: value || undefined })}
            />
          )}
        </Field>
        <Choice
          label={t('catalogue.format')}
          value={draft.format}
          values={FORMATS}
          words={(value) => t(`catalogue.formats.${value}`)}
          onChange={(format) => set({ format })}
        />
        <Choice
          label={t('catalogue.grade')}
          value={draft.grade === undefined ? undefined : (String(draft.grade) as (typeof GRADES)[number])}
          values={GRADES}
          words={(grade) => t('sources.gradeValue', { grade })}
          onChange={(grade) => set({ grade: grade && Number(grade) })}
          fault={faults.get('/grade')}
          required
        />
      </div>
      <Field label={t('entries.aliases')} hint={t('entries.aliasesHint')}>
        {(described) => (
          <Input
            {...described}
            defaultValue={(draft.aliases ?? []).join(t('shell.and'))}
            maxLength={400}
            onBlur={({ target: { value } }) => set({ aliases: value.split(/[、，,;；\s]+/).filter(Boolean) })}
          />
        )}
      </Field>
      <Both label={t('catalogue.duty')} value={draft.duty ?? NO_TEXT} onChange={(duty) => set({ duty })} />
      <Both label={t('catalogue.system')} value={draft.system ?? NO_TEXT} onChange={(system) => set({ system })} />
    </>
  );
}

/** A text whose Chinese was changed: its English goes with it unless it was something else. */
const kept = (before: LocalText | undefined, zh: string): LocalText => ({
  zh,
  en: before && before.en !== before.zh ? before.en : zh,
});

function Terms({ draft, set, faults }: Setting) {
  const t = useText();
  return (
    <>
      <h2>{t('entries.terms')}</h2>
      <div className="two">
        <Choice
          label={t('catalogue.shareType')}
          value={draft.shareType}
          values={SHARE_TYPES}
          words={(value) => t(`catalogue.share.${value}`)}
          onChange={(shareType) => set({ shareType })}
          fault={faults.get('/shareType')}
          required
        />
        <Choice
          label={t('catalogue.openAttribute')}
          value={draft.openAttribute}
          values={OPEN_ATTRIBUTES}
          words={(value) => t(`catalogue.open.${value}`)}
          onChange={(openAttribute) => set({ openAttribute })}
          fault={faults.get('/openAttribute')}
          required
        />
      </div>
      {draft.shareType === 'conditional' || faults.has('/shareCondition') ? (
        <Both
          label={t('catalogue.shareCondition')}
          value={draft.shareCondition ?? NO_TEXT}
          onChange={(shareCondition) => set({ shareCondition })}
          fault={faults.get('/shareCondition')}
          required={draft.shareType === 'conditional'}
        />
      ) : null}
      {draft.shareType === 'none' ? (
        <Both
          label={t('change.fields.shareBasis')}
          value={draft.shareBasis ?? NO_TEXT}
          onChange={(shareBasis) => set({ shareBasis })}
          fault={faults.get('/shareBasis')}
          required
        />
      ) : null}
      {draft.openAttribute === 'conditional' ? (
        <Both
          label={t('catalogue.openCondition')}
          value={draft.openCondition ?? NO_TEXT}
          onChange={(openCondition) => set({ openCondition })}
          fault={faults.get('/openCondition')}
        />
      ) : null}
      <b id="share-modes">{t('catalogue.shareModes')}</b>
      <Checkbox.Group
        aria-labelledby="share-modes"
        value={draft.shareModes ?? [...MODES]}
        onChange={(shareModes) => set({ shareModes: shareModes as (typeof MODES)[number][] })}
        options={MODES.map((value) => ({ value, label: t(`catalogue.modes.${value}`) }))}
      />
    </>
  );
}

function Upkeep({ draft, set, faults }: Setting) {
  const t = useText();
  return (
    <>
      <h2>{t('entries.upkeep')}</h2>
      <div className="two">
        <Choice
          label={t('catalogue.updateCycle')}
          value={draft.updateCycle}
          values={CYCLES}
          words={(value) => t(`catalogue.cycle.${value}`)}
          onChange={(updateCycle) => set({ updateCycle })}
          fault={faults.get('/updateCycle')}
          required
        />
        <Field label={t('entries.dueOn')} hint={t('entries.dueOnHint')} fault={faults.get('/responsibility')}>
          {(described) => (
            <input
              {...described}
              type="date"
              className="day"
              value={draft.responsibility?.dueOn ?? ''}
              onChange={({ target: { value } }) =>
                set({ responsibility: value ? { ...draft.responsibility, dueOn: value } : undefined })
              }
            />
          )}
        </Field>
      </div>
    </>
  );
}

function CauseFields({ cause, onCause }: { cause: Cause; onCause: (cause: Cause) => void }) {
  const t = useText();
  const dated = cause.kind === 'law' || cause.kind === 'duty';
  return (
    <>
      <h2>{t('entries.causeTitle')}</h2>
      <div className="two">
        <Choice
          label={t('entries.cause')}
          value={cause.kind}
          values={CAUSES}
          words={(value) => t(`entries.causes.${value}`)}
          onChange={(kind) => onCause({ kind: kind ?? 'correction', ...(cause.note ? { note: cause.note } : {}) })}
        />
        {dated ? (
          <Field label={t('entries.changedOn')} hint={t('entries.causeHint')}>
            {(described) => (
              <input
                {...described}
                type="date"
                className="day"
                value={cause.changedOn ?? ''}
                onChange={({ target: { value } }) => {
                  const { changedOn: _before, ...rest } = cause;
                  onCause(value ? { ...rest, changedOn: value } : rest);
                }}
              />
            )}
          </Field>
        ) : null}
      </div>
      {dated ? (
        <Checkbox
          checked={cause.special ?? false}
          onChange={({ target: { checked } }) => onCause({ ...cause, special: checked })}
        >
          {t('entries.special')}
        </Checkbox>
      ) : null}
      <Field label={t('entries.note')}>
        {(described) => (
          <Input
            {...described}
            value={cause.note ?? ''}
            maxLength={500}
            onChange={({ target: { value } }) => {
              const { note: _before, ...rest } = cause;
              onCause(value ? { ...rest, note: value } : rest);
            }}
          />
        )}
      </Field>
    </>
  );
}
