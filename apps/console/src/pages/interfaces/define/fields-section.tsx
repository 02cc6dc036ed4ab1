import { useLocal } from '@yiwang/ui';
import { Checkbox, Input } from 'antd';
import type { GroundField, InterfaceBody } from '../../../api/interfaces.ts';
import { Both, NO_TEXT } from '../../../rail/both.tsx';
import { Field } from '../../../rail/field.tsx';
import { SelectBox } from '../../../rail/select-box.tsx';
import { SubTable } from '../../../table/sub-table.tsx';
import { Tag } from '../../../table/tag.tsx';
import { useInterfaceText } from '../../../texts/interfaces.ts';
import { useText } from '../../../texts/index.ts';
import type { Part } from './body.ts';

const MASKS = ['none', 'citizen-id', 'name', 'phone', 'address', 'date', 'all'] as const;
type MaskName = (typeof MASKS)[number];

/** What an interface of mode rows gives, field by field. The mask that a grade asks for is there without asking for it. */
export function FieldsSection({ body, ground, onChange }: Part) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const clear = body.clearBasis !== undefined;
  const set = (fields: InterfaceBody['fields']) => onChange({ fields });
  const given = (name: string) => body.fields.find((field) => field.name === name);
  const toggle = (field: GroundField, on: boolean) =>
    set(on ? [...body.fields, { name: field.name }] : body.fields.filter(({ name }) => name !== field.name));
  const mask = (name: string, value: string) =>
    set(body.fields.map((field) => (field.name !== name ? field : value === '' ? { name } : { name, mask: value })));
  return (
    <section className="card pad stack">
      <h2>{it('section.fields')}</h2>
      <SubTable
        heads={[t('interfaces.field'), t('sources.grade'), t('interfaces.mask')]}
        scrolls={it('section.fields')}
      >
        {ground.fields.map((field) => {
          const chosen = given(field.name);
          const title = local(field.title);
          // Without a basis for clear values, nothing weaker than the grade asks for can be chosen.
          const choices = MASKS.filter((one) => clear || field.mask === 'none' || one === field.mask || one === 'all');
          return (
            <tr key={field.name}>
              <td>
                <Checkbox
                  checked={chosen !== undefined}
                  aria-label={it('give', { name: title })}
                  onChange={(event) => toggle(field, event.target.checked)}
                >
                  {title} <small>{field.name}</small>
                </Checkbox>
              </td>
              <td>
                <Tag tone={field.grade >= 3 ? 'amber' : 'grey'}>{it('grade', { grade: field.grade })}</Tag>
              </td>
              <td>
                {chosen ? (
                  <SelectBox
                    label={it('maskOf', { name: title })}
                    width={200}
                    value={chosen.mask ?? ''}
                    onChange={(value) => mask(field.name, value)}
                    options={[
                      {
                        value: '',
                        label: clear
                          ? it('masks.none')
                          : field.mask === 'none'
                            ? it('masks.none')
                            : `${it('maskedAs')} · ${it(`masks.${field.mask as MaskName}`)}`,
                      },
                      ...choices
                        .filter((one) => one !== 'none')
                        .map((one) => ({ value: one, label: it(`masks.${one}`) })),
                    ]}
                  />
                ) : field.mask === 'none' ? (
                  ''
                ) : (
                  <small>{it('maskedAs')}</small>
                )}
              </td>
            </tr>
          );
        })}
      </SubTable>
      <Checkbox
        checked={clear}
        onChange={(event) => onChange({ clearBasis: event.target.checked ? NO_TEXT : undefined } as Part['body'])}
      >
        {it('clear')}
      </Checkbox>
      <small>{it('clearHint')}</small>
      {body.clearBasis ? (
        <Both
          label={it('clearBasis')}
          value={body.clearBasis}
          onChange={(clearBasis) => onChange({ clearBasis })}
          required
        />
      ) : null}
      <Field label={it('rowsMaxLabel')} hint={it('rowsMaxHint')}>
        {(described) => (
          <Input
            {...described}
            type="number"
            min={1}
            max={1000}
            style={{ width: 120 }}
            value={body.limits.rowsMax}
            onChange={(event) => onChange({ limits: { ...body.limits, rowsMax: Number(event.target.value) } })}
          />
        )}
      </Field>
    </section>
  );
}
