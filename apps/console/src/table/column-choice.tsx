import { readPreference, writePreference } from '@yiwang/ui';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import { useText } from '../texts/index.ts';

type Choosable = { key: string; title: string; startsHidden?: boolean; always?: boolean };

/** Which columns a table shows, remembered on this device. */
export function useColumnChoice(
  table: string,
  columns: readonly Choosable[],
): [ReadonlySet<string>, (shown: ReadonlySet<string>) => void] {
  const preference = `yiwang.console.columns.${table}`;
  const [remembered, setRemembered] = useState(() => readPreference(preference)?.split(','));
  const starts = columns.filter(({ startsHidden }) => !startsHidden).map(({ key }) => key);
  const always = columns.filter((column) => column.always).map(({ key }) => key);
  const choose = (shown: ReadonlySet<string>) => {
    setRemembered([...shown]);
    writePreference(preference, [...shown].join(','));
  };
  return [new Set([...always, ...(remembered ?? starts)]), choose];
}

export function ColumnChoice({
  columns,
  shown,
  onChoose,
}: {
  columns: readonly Choosable[];
  shown: ReadonlySet<string>;
  onChoose: (shown: ReadonlySet<string>) => void;
}) {
  const t = useText();
  const list = (
    <div className="columns">
      {columns.map(({ key, title, always }) => (
        <Checkbox
          key={key}
          checked={shown.has(key)}
          disabled={always === true}
          onChange={(event) => {
            const next = new Set(shown);
            if (event.target.checked) next.add(key);
            else next.delete(key);
            onChoose(next);
          }}
        >
          {title}
        </Checkbox>
      ))}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={list} title={t('table.columns')}>
      <Button>{t('table.columns')}</Button>
    </Popover>
  );
}
