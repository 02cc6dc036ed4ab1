import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Radio } from 'antd';
import { useState } from 'react';
import { catalogueColumn, type Cataloguing } from '../../api/quarantine.ts';
import type { HeldColumn, LineDetail } from '../../api/railway.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import { itemNameOf, itemTypeOf } from './item-names.ts';

const TYPES = ['text', 'date', 'integer', 'citizen-id', 'credit-code', 'boolean'] as const;
const MASKS = ['none', 'citizen-id', 'name', 'phone', 'address', 'date', 'all'] as const;
const GRADES = ['1', '2', '3', '4'] as const;
const NAME = /^[a-z][a-z0-9_]{0,47}$/;

type Props = { line: LineDetail; column: HeldColumn; onClose: () => void };

/** Says what a new column is: an item with name, grade and mask, filled with what was held; or nothing of interest. */
export function CatalogueColumn({ line, column, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [as, setAs] = useState<'item' | 'ignored'>('item');
  const [name, setName] = useState(itemNameOf(column.column));
  const [zh, setZh] = useState('');
  const [en, setEn] = useState('');
  const [type, setType] = useState(itemTypeOf(column.type));
  const [grade, setGrade] = useState('3');
  const [personal, setPersonal] = useState(true);
  const [mask, setMask] = useState('all');
  const [checked, setChecked] = useState(false);
  const nameFault = !NAME.test(name)
    ? t('held.badName')
    : line.mapping.some(({ item }) => item === name)
      ? t('held.nameTaken')
      : undefined;
  const missing = (text: string) => (text.trim() === '' ? t('form.required') : undefined);
  const ready = as === 'ignored' || (!nameFault && zh.trim() !== '' && en.trim() !== '');
  const send = useMutation({
    mutationFn: () => {
      const body: Cataloguing =
        as === 'ignored'
          ? { as }
          : {
              as,
              name,
              title: { zh: zh.trim(), en: en.trim() },
              type,
              grade: Number(grade),
              personal,
              ...(mask === 'none' ? {} : { mask }),
            };
      return catalogueColumn(line.id, column.column, body);
    },
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  return (
    <DetailDrawer
      detail={{ id: column.column, shown: column, error: null, onRetry: onClose, onClose }}
      title={t('held.decideTitle', { column: column.column })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            setChecked(true);
            if (ready) send.mutate();
          }}
        >
          <Radio.Group
            aria-label={t('held.decide')}
            value={as}
            onChange={(event) => setAs(event.target.value as 'item' | 'ignored')}
            options={[
              { value: 'item', label: t('held.asItem') },
              { value: 'ignored', label: t('held.asIgnored') },
            ]}
          />
          {as === 'ignored' ? <p>{t('held.ignoredText')}</p> : null}
          {as === 'item' ? (
            <>
              <p className="quiet">{t('held.itemText')}</p>
              <Field label={t('held.zh')} required fault={checked ? missing(zh) : undefined}>
                {(described) => (
                  <Input {...described} value={zh} maxLength={60} onChange={(event) => setZh(event.target.value)} />
                )}
              </Field>
              <Field label={t('held.en')} required fault={checked ? missing(en) : undefined}>
                {(described) => (
                  <Input {...described} value={en} maxLength={100} onChange={(event) => setEn(event.target.value)} />
                )}
              </Field>
              <Field label={t('held.name')} hint={t('held.nameHint')} required fault={nameFault}>
                {(described) => (
                  <Input {...described} value={name} maxLength={48} onChange={(event) => setName(event.target.value)} />
                )}
              </Field>
              <div className="two">
                <Field label={t('catalogue.type')}>
                  {(described) => (
                    <SelectBox
                      {...described}
                      label={t('catalogue.type')}
                      value={type}
                      width="100%"
                      onChange={setType}
                      options={TYPES.map((value) => ({ value, label: t(`catalogue.types.${value}`) }))}
                    />
                  )}
                </Field>
                <Field label={t('catalogue.grade')}>
                  {(described) => (
                    <SelectBox
                      {...described}
                      label={t('catalogue.grade')}
                      value={grade}
                      width="100%"
                      onChange={setGrade}
                      options={GRADES.map((value) => ({ value, label: t(`held.grades.g${value}`) }))}
                    />
                  )}
                </Field>
                <Field label={t('held.mask')}>
                  {(described) => (
                    <SelectBox
                      {...described}
                      label={t('held.mask')}
                      value={mask}
                      width="100%"
                      onChange={setMask}
                      options={MASKS.map((value) => ({ value, label: t(`held.masks.${value}`) }))}
                    />
                  )}
                </Field>
                <Checkbox checked={personal} onChange={(event) => setPersonal(event.target.checked)}>
                  {t('held.personal')}
                </Checkbox>
              </div>
            </>
          ) : null}
          {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={send.isPending}>
              {as === 'item' ? t('held.catalogue') : t('held.ignore')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
