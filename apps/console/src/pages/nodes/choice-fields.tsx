import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import type { Choice, Publishable } from '../../api/nodes.ts';
import { publishableQuery } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';

const GRADES = ['1', '2', '3', '4'] as const;
type Props = {
  choice: Choice;
  onChoice: (choice: Choice) => void;
  /** Whether the rows go along. */
  rows: 'always' | 'maybe' | 'never';
};

/** The resource that a choice is about, once the server has told it. */
export function usePublishable(resource: string): Publishable | undefined {
  return useQuery(publishableQuery).data?.items.find((one) => one.resource === resource);
}

/** What of a resource leaves for another node: line, items, grade. Keys always go along. */
export function ChoiceFields({ choice, onChoice, rows }: Props) {
  const t = useText();
  const local = useLocal();
  const all = useQuery(publishableQuery).data?.items ?? [];
  const chosen = all.find((one) => one.resource === choice.resource);
  // Rows cannot be told apart without their key; an entry alone can go without.
  const must = (item: { key: boolean }): boolean => item.key && rows !== 'never';
  const keys = chosen?.items.filter(must).map(({ name }) => name) ?? [];
  const choose = (resource: string) => {
    const found = all.find((one) => one.resource === resource);
    const [line] = found?.lines ?? [];
    onChoice({
      resource,
      items: found?.items.filter((item) => must(item) || item.grade <= choice.grade).map(({ name }) => name) ?? [],
      grade: choice.grade,
      ...(line ? { lineId: line.lineId } : {}),
    });
  };
  const setLine = (lineId: string) => {
    const { lineId: _, ...rest } = choice;
    onChoice(lineId ? { ...rest, lineId } : rest);
  };
  return (
    <>
      <Field label={t('nodes.resource')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('nodes.resource')}
            value={choice.resource}
            width="100%"
            search
            onChange={choose}
            options={all
              .filter(({ lines }) => rows !== 'always' || lines.length > 0)
              .map((one) => ({ value: one.resource, label: local(one.title) }))}
          />
        )}
      </Field>
      {chosen ? (
        <>
          {rows === 'never' ? null : (
            <Field label={t('nodes.line')}>
              {(described) => (
                <SelectBox
                  {...described}
                  label={t('nodes.line')}
                  value={choice.lineId ?? ''}
                  width="100%"
                  onChange={setLine}
                  options={[
                    ...(rows === 'always' ? [] : [{ value: '', label: t('nodes.entryOnly') }]),
                    ...chosen.lines.map((line) => ({ value: line.lineId, label: local(line.title) })),
                  ]}
                />
              )}
            </Field>
          )}
          <Field label={t('streams.grade')} hint={t('streams.gradeHint')}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('streams.grade')}
                value={String(choice.grade)}
                onChange={(value) => {
                  const grade = Number(value);
                  const items = chosen.items.filter((item) => must(item) || item.grade <= grade);
                  onChoice({ ...choice, grade, items: items.map(({ name }) => name) });
                }}
                options={GRADES.map((value) => ({ value, label: t('sources.gradeValue', { grade: value }) }))}
              />
            )}
          </Field>
          <fieldset className="flow">
            <legend>{t('nodes.items')}</legend>
            <Checkbox.Group
              value={[...new Set([...keys, ...choice.items])]}
              onChange={(items) => onChoice({ ...choice, items: [...new Set([...keys, ...items])] })}
              options={chosen.items.map((item) => ({
                value: item.name,
                disabled: must(item),
                label: t(item.personal ? 'nodes.itemPersonal' : 'nodes.item', {
                  title: local(item.title),
                  grade: item.grade,
                }),
              }))}
            />
          </fieldset>
        </>
      ) : null}
    </>
  );
}
