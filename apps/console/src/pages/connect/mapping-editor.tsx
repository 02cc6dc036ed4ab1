import { useLocal } from '@yiwang/ui';
import { Input, Select } from 'antd';
import { useEffect, useEffectEvent } from 'react';
import type { ResourceDetail, ResourceItem } from '../../api/catalogue.ts';
import type { Mapped, Proposal, Shape } from '../../api/connections.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { STEPS, useStepWords } from '../../rail/step-words.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

/** What formats look like; letters of the format, not words of a language. */
const DATE_FORMATS = ['YYYY-MM-DD', 'YYYYMMDD'].join(', ');

type Props = {
  shape: Shape;
  resource: ResourceDetail;
  proposal: Proposal | undefined;
  mapping: readonly Mapped[];
  onChange: (mapping: Mapped[]) => void;
  /** How many items that cannot be done without have no column. */
  onLacking: (count: number) => void;
};
const SAMPLES = 3;

/** Item by item: its column, the steps on the way, how its dates are written, and what stands in the column. */
export function MappingEditor({ shape, resource, proposal, mapping, onChange, onLacking }: Props) {
  const t = useText();
  const taken = new Set(mapping.map(({ column }) => column));
  const free = shape.columns.filter(({ name }) => !taken.has(name));
  const lacking = resource.items.filter(
    ({ name, key, required }) => (key || required) && !mapping.some(({ item }) => item === name),
  );
  const tell = useEffectEvent(() => onLacking(lacking.length));
  useEffect(() => {
    tell();
  }, [lacking.length]);
  const set = (item: string, next: Mapped | undefined) =>
    onChange([...mapping.filter((one) => one.item !== item), ...(next ? [next] : [])]);
  return (
    <>
      {lacking.length > 0 ? <Lacking items={lacking} /> : null}
      <SubTable
        scrolls={t('sources.mapping')}
        heads={[t('sources.item'), t('sources.column'), t('sources.transforms'), t('connect.samples')]}
      >
        {resource.items.map((item) => (
          <MappingRow
            key={item.name}
            item={item}
            shape={shape}
            mapped={mapping.find((one) => one.item === item.name)}
            why={proposal?.mapping.find((one) => one.item === item.name)}
            onChange={(next) => set(item.name, next)}
          />
        ))}
      </SubTable>
      {free.length > 0 ? <Free shape={shape} columns={free.map(({ name }) => name)} /> : null}
    </>
  );
}

function Lacking({ items }: { items: readonly ResourceItem[] }) {
  const t = useText();
  const local = useLocal();
  return (
    <div className="fault-box" data-tone="amber" role="status">
      <p>{t('connect.lacking', { items: items.map(({ title }) => local(title)).join(t('shell.and')) })}</p>
    </div>
  );
}

function Free({ shape, columns }: { shape: Shape; columns: readonly string[] }) {
  const t = useText();
  return (
    <details className="inputs-fold">
      <summary>{t('connect.freeColumns', { count: columns.length })}</summary>
      <SubTable heads={[t('sources.column'), t('held.type'), t('connect.samples')]} scrolls={t('connect.freeTitle')}>
        {columns.map((name) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td>
              <code>{shape.columns.find((column) => column.name === name)?.nativeType}</code>
            </td>
            <td>{samplesOf(shape, name)}</td>
          </tr>
        ))}
      </SubTable>
    </details>
  );
}

type RowProps = {
  item: ResourceItem;
  shape: Shape;
  mapped: Mapped | undefined;
  why: Proposal['mapping'][number] | undefined;
  onChange: (mapped: Mapped | undefined) => void;
};

function MappingRow({ item, shape, mapped, why, onChange }: RowProps) {
  const t = useText();
  const local = useLocal();
  const words = useStepWords();
  const title = local(item.title);
  const steps = [...STEPS, ...(item.codeTable ? [`code:${item.codeTable.id}`] : []), ...(mapped?.transform ?? [])];
  const choose = (column: string) => {
    if (column === '') return onChange(undefined);
    const proposed = why?.column === column ? why : undefined;
    onChange({
      item: item.name,
      column,
      transform: proposed?.transform ?? mapped?.transform ?? [],
      dateFormats: proposed?.dateFormats ?? mapped?.dateFormats ?? [],
    });
  };
  return (
    <tr>
      <td className="mapping-item">
        {title} {item.key ? <Tag tone="blue">{t('catalogue.key')}</Tag> : null}{' '}
        {item.required && !item.key ? <Tag>{t('catalogue.required')}</Tag> : null}
        <br />
        <small>{t(`catalogue.types.${item.type}`)}</small>
      </td>
      <td className="mapping-column">
        <SelectBox
          label={t('connect.columnOf', { item: title })}
          value={mapped?.column ?? ''}
          width="100%"
          search
          onChange={choose}
          options={[
            { value: '', label: t('connect.noColumn') },
            ...shape.columns.map(({ name, nativeType, comment }) => ({
              value: name,
              label: [name, nativeType, comment].filter(Boolean).join(' · '),
            })),
          ]}
        />
        {why && mapped?.column === why.column ? <small>{local(why.why)}</small> : null}
      </td>
      <td className="mapping-steps">
        {mapped ? (
          <>
            <Select
              mode="multiple"
              aria-label={t('connect.stepsOf', { item: title })}
              placeholder={t('sources.asIs')}
              style={{ width: '100%' }}
              value={mapped.transform}
              onChange={(transform: string[]) => onChange({ ...mapped, transform })}
              options={[...new Set(steps)].map((value) => ({ value, label: words(value) }))}
              popupMatchSelectWidth={false}
            />
            {mapped.transform.includes('date') ? (
              <Input
                size="small"
                aria-label={t('connect.datesOf', { item: title })}
                placeholder={DATE_FORMATS}
                defaultValue={mapped.dateFormats.join(', ')}
                onBlur={(event) =>
                  onChange({
                    ...mapped,
                    dateFormats: event.target.value
                      .split(/[,，]/)
                      .map((format) => format.trim())
                      .filter(Boolean),
                  })
                }
              />
            ) : null}
          </>
        ) : (
          '–'
        )}
      </td>
      <td className="mapping-samples">{mapped ? samplesOf(shape, mapped.column) : '–'}</td>
    </tr>
  );
}

/** Some values of a column, masked by the server. */
function samplesOf(shape: Shape, column: string): string {
  const place = shape.columns.findIndex(({ name }) => name === column);
  const values = shape.sample.map((row) => row[place]).filter((value): value is string => Boolean(value));
  return [...new Set(values)].slice(0, SAMPLES).join(' · ') || '–';
}
