import { useLocal, type LocalText, usePunctuation } from '@yiwang/ui';
import { Checkbox, Input, InputNumber } from 'antd';
import type { Definition, MatterFault } from '../../api/matters.ts';
import { TASK_TYPES } from '../../api/matters.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useMattersText } from '../../texts/matters.ts';

type Props = {
  definition: Definition;
  faults: readonly MatterFault[];
  readOnly: boolean;
  onChange: (definition: Definition) => void;
};
type Json = Record<string, unknown>;
const json = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const NO_TEXT: LocalText = { zh: '', en: '' };

/** The elements that change most, one field each; everything else is edited as a whole. */
export function ElementFields({ definition, faults, readOnly, onChange }: Props) {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  const heir = typeof definition['inherits'] === 'string';
  const fault = (...paths: string[]): string | undefined =>
    faults
      .filter(({ path }) => paths.some((one) => path === one || path.startsWith(`${one}/`)))
      .map(({ message }) => local(message))
      .join(mark.clause) || undefined;
  const put = (part: Json): void => onChange({ ...definition, ...part });
  const words = (
    key: string,
    label: string,
    inner: Json = definition,
    write: (value: LocalText) => void = (value) => put({ [key]: value }),
  ) => {
    const value = { ...NO_TEXT, ...(json(inner[key]) as Partial<LocalText>) };
    return (
      <div className="matter-two">
        <Field label={label} fault={fault(`/${key}`)}>
          {(described) => (
            <Input
              {...described}
              value={value.zh}
              readOnly={readOnly}
              onChange={(event) => write({ ...value, zh: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('el.englishOf', { label })}>
          {(described) => (
            <Input
              {...described}
              lang="en"
              value={value.en}
              readOnly={readOnly}
              onChange={(event) => write({ ...value, en: event.target.value })}
            />
          )}
        </Field>
      </div>
    );
  };
  const line = (key: string, label: string) => (
    <Field label={label} fault={fault(`/${key}`)}>
      {(described) => (
        <Input
          {...described}
          value={text(definition[key])}
          readOnly={readOnly}
          onChange={(event) => put({ [key]: event.target.value })}
        />
      )}
    </Field>
  );
  const limit = (label: string, value: Json, faultAt: string[], write: (next: Json) => void) => (
    <div className="matter-two">
      <Field label={label} fault={fault(...faultAt)}>
        {(described) => (
          <InputNumber
            {...described}
            min={0}
            max={3650}
            precision={0}
            value={typeof value['days'] === 'number' ? value['days'] : null}
            readOnly={readOnly}
            onChange={(days) => write({ unit: 'workday', ...value, days: days ?? 0 })}
          />
        )}
      </Field>
      <Field label={t('el.unit')}>
        {(described) => (
          <SelectBox
            {...described}
            label={t('el.unit')}
            value={text(value['unit']) || 'workday'}
            onChange={(unit) => (readOnly ? undefined : write({ days: 0, ...value, unit }))}
            options={(['workday', 'day'] as const).map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
          />
        )}
      </Field>
    </div>
  );
  if (heir)
    return (
      <div className="stack entry-form">
        {limit(t('el.promise'), json(definition['promise']), ['/promise', '/limits'], (promise) => put({ promise }))}
        {line('phone', t('el.phone'))}
        {line('supervisionPhone', t('el.supervisionPhone'))}
      </div>
    );
  const [limits, codes, visits, handling] = [
    json(definition['limits']),
    json(definition['codes']),
    json(definition['visits']),
    json(definition['handling']),
  ];
  const forms = Array.isArray(handling['forms']) ? (handling['forms'] as string[]) : [];
  return (
    <div className="stack entry-form">
      {words('title', t('el.title'))}
      {words('summary', t('el.summary'))}
      <div className="matter-two">
        <Field label={t('list.type')} fault={fault('/taskType')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('list.type')}
              value={text(definition['taskType'])}
              width="100%"
              onChange={(taskType) => (readOnly ? undefined : put({ taskType }))}
              options={TASK_TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('list.project')} fault={fault('/projectType')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('list.project')}
              value={text(definition['projectType'])}
              width="100%"
              onChange={(projectType) => (readOnly ? undefined : put({ projectType }))}
              options={(['instant', 'promise'] as const).map((value) => ({ value, label: t(`projects.${value}`) }))}
            />
          )}
        </Field>
      </div>
      <div className="matter-two">
        {(['catalogCode', 'taskCode'] as const).map((key) => (
          <Field key={key} label={t(`el.${key}`)} fault={fault(`/codes/${key}`)}>
            {(described) => (
              <Input
                {...described}
                value={text(codes[key])}
                readOnly={readOnly}
                maxLength={31}
                onChange={(event) => put({ codes: { ...codes, [key]: event.target.value.trim() } })}
              />
            )}
          </Field>
        ))}
      </div>
      {limit(t('el.statutory'), json(limits['statutory']), ['/limits/statutory'], (statutory) =>
        put({ limits: { ...limits, statutory } }),
      )}
      {limit(t('el.promise'), json(limits['promise']), ['/limits/promise'], (promise) =>
        put({ limits: { ...limits, promise } }),
      )}
      <Field label={t('el.handling')} fault={fault('/handling')}>
        {({ id }) => (
          <span id={id} className="row">
            {(['window', 'online', 'mail', 'terminal'] as const).map((form) => (
              <Checkbox
                key={form}
                checked={forms.includes(form)}
                disabled={readOnly}
                onChange={({ target }) => {
                  const next = target.checked ? [...forms, form] : forms.filter((one) => one !== form);
                  const { depth, ...rest } = handling;
                  put({
                    handling: { ...rest, forms: next, ...(next.includes('online') ? { depth: depth ?? 'III' } : {}) },
                  });
                }}
              >
                {t(`el.forms.${form}`)}
              </Checkbox>
            ))}
            {forms.includes('online') ? (
              <SelectBox
                label={t('el.depth')}
                value={text(handling['depth'])}
                onChange={(depth) => (readOnly ? undefined : put({ handling: { ...handling, depth } }))}
                options={(['I', 'II', 'III', 'IV'] as const).map((value) => ({
                  value,
                  label: t(`el.depths.${value}`),
                }))}
              />
            ) : null}
          </span>
        )}
      </Field>
      <Field label={t('el.visits')} fault={fault('/visits')}>
        {(described) => (
          <InputNumber
            {...described}
            min={0}
            max={20}
            precision={0}
            value={typeof visits['count'] === 'number' ? visits['count'] : null}
            readOnly={readOnly}
            onChange={(count) => put({ visits: { ...visits, count: count ?? 0 } })}
          />
        )}
      </Field>
      {Number(visits['count'] ?? 0) > 0
        ? words('reason', t('el.visitReason'), visits, (reason) => put({ visits: { ...visits, reason } }))
        : null}
      {line('phone', t('el.phone'))}
      {line('supervisionPhone', t('el.supervisionPhone'))}
    </div>
  );
}
