import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { CLASSES, MASKS, TYPES } from '../../api/catalogue.ts';
import type { DraftItem } from '../../api/entries.ts';
import { Both, NO_TEXT } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';
import { Choice, type Setting } from './entry-form.tsx';
import { codeTablesQuery } from './queries.ts';

/** The items of an entry, one after the other. */
export function ItemsEditor({ draft, set, faults }: Setting) {
  const t = useText();
  const { items, key = [] } = draft;
  const change = (index: number, item: DraftItem) =>
    set({ items: items.map((one, place) => (place === index ? item : one)) });
  // A key names its item: one that is renamed stays in the key.
  const rename = (index: number, name: string) => {
    const before = items[index]?.name;
    set({
      items: items.map((one, place) => (place === index ? named(one, name) : one)),
      key: key.map((one) => (one === before && name !== '' ? name : one)),
    });
  };
  const remove = (index: number) =>
    set({ items: items.filter((_, place) => place !== index), key: key.filter((one) => one !== items[index]?.name) });
  return (
    <>
      <h2>{t('entries.itemsTitle')}</h2>
      <p className="quiet">{t('entries.itemsLead')}</p>
      {[faults.get('/items'), faults.get('/key')].map((fault) =>
        fault ? (
          <p key={fault} className="fault">
            {fault}
          </p>
        ) : null,
      )}
      {items.map((item, index) => (
        <ItemFields
          // Items have nothing of their own to be told apart by while they are written.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          item={item}
          index={index}
          faults={faults}
          inKey={item.name !== undefined && key.includes(item.name)}
          onChange={(next) => change(index, next)}
          onRename={(name) => rename(index, name)}
          onKey={(chosen) => {
            const name = item.name;
            if (name) set({ key: chosen ? [...key, name] : key.filter((one) => one !== name) });
          }}
          onRemove={() => remove(index)}
        />
      ))}
      <div className="row">
        <Button onClick={() => set({ items: [...items, { title: NO_TEXT, type: 'text' }] })}>
          {t('entries.addItem')}
        </Button>
      </div>
    </>
  );
}

const named = ({ name: _before, ...item }: DraftItem, name: string): DraftItem =>
  name === '' ? item : { ...item, name };

type Props = {
  item: DraftItem;
  index: number;
  faults: ReadonlyMap<string, string>;
  inKey: boolean;
  onChange: (item: DraftItem) => void;
  onRename: (name: string) => void;
  onKey: (chosen: boolean) => void;
  onRemove: () => void;
};
const GRADES = ['1', '2', '3', '4'] as const;

function ItemFields({ item, index, faults, inKey, onChange, onRename, onKey, onRemove }: Props) {
  const t = useText();
  const local = useLocal();
  const tables = useQuery({ ...codeTablesQuery, enabled: item.type === 'code' }).data?.items ?? [];
  const fault = (field: string) => faults.get(`/items/${index}/${field}`);
  const set = (part: { [K in keyof DraftItem]?: DraftItem[K] | undefined }) =>
    onChange(
      Object.fromEntries(Object.entries({ ...item, ...part }).filter(([, value]) => value !== undefined)) as DraftItem,
    );
  const personal = item.personal ?? true;
  return (
    <fieldset className="entry-item">
      <legend>{t('entries.itemNo', { no: index + 1 })}</legend>
      <Both
        label={t('catalogue.item')}
        value={item.title}
        onChange={(title) => set({ title })}
        fault={fault('title')}
        required
      />
      <div className="three">
        <Field label={t('entries.fieldName')} fault={fault('name')}>
          {(described) => (
            <Input
              {...described}
              value={item.name ?? ''}
              maxLength={48}
              onChange={({ target: { value } }) => onRename(value)}
            />
          )}
        </Field>
        <Choice
          label={t('catalogue.type')}
          value={item.type}
          values={TYPES}
          words={(value) => t(`catalogue.types.${value}`)}
          onChange={(type) => set({ type })}
          fault={fault('type')}
          required
        />
        {item.type === 'code' ? (
          <Field label={t('change.fields.codeTable')} required fault={fault('codeTable')}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('change.fields.codeTable')}
                value={item.codeTable ?? ''}
                width="100%"
                search
                onChange={(codeTable) => set({ codeTable: codeTable || undefined })}
                options={[
                  { value: '', label: t('entries.choose') },
                  ...tables.map((table) => ({ value: table.id, label: local(table.title) })),
                ]}
              />
            )}
          </Field>
        ) : (
          <Field label={t('change.fields.maxLength')}>
            {(described) => (
              <Input
                {...described}
                inputMode="numeric"
                value={item.maxLength ?? ''}
                onChange={({ target: { value } }) => set({ maxLength: Number.parseInt(value, 10) || undefined })}
              />
            )}
          </Field>
        )}
      </div>
      <div className="three">
        <Choice
          label={t('catalogue.grade')}
          value={item.grade === undefined ? undefined : (String(item.grade) as (typeof GRADES)[number])}
          values={GRADES}
          words={(grade) => t('sources.gradeValue', { grade })}
          onChange={(grade) => set({ grade: grade && Number(grade) })}
          none={t('entries.asEntry')}
          fault={fault('grade')}
        />
        <Choice
          label={t('catalogue.dataClass')}
          value={item.dataClass}
          values={CLASSES}
          words={(value) => t(`catalogue.classes.${value}`)}
          onChange={(dataClass) => set({ dataClass })}
          none={t('entries.asType')}
        />
        <Choice
          label={t('catalogue.mask')}
          value={item.mask}
          values={MASKS}
          words={(value) => t(`catalogue.masks.${value}`)}
          onChange={(mask) => set({ mask })}
          none={t('entries.asType')}
          fault={fault('mask')}
        />
      </div>
      <div className="row">
        <Checkbox checked={inKey} disabled={!item.name} onChange={({ target }) => onKey(target.checked)}>
          {t('catalogue.key')}
        </Checkbox>
        <Checkbox
          checked={item.required ?? false}
          onChange={({ target }) => set({ required: target.checked || undefined })}
        >
          {t('catalogue.required')}
        </Checkbox>
        <Checkbox checked={personal} onChange={({ target }) => set({ personal: target.checked })}>
          {t('catalogue.personal')}
        </Checkbox>
        {fault('personal') ? <span className="fault">{fault('personal')}</span> : null}
        <span className="grow" />
        <Button type="text" danger onClick={onRemove}>
          {t('entries.removeItem', { item: local(item.title) || t('entries.itemNo', { no: index + 1 }) })}
        </Button>
      </div>
    </fieldset>
  );
}
