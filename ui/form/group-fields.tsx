import { entryTitle, type FormSchema } from '@platform/forms';
import { useLanguage, useLocal } from '../index.ts';
import { useLayoutEffect, useRef, useState } from 'react';
import { useText } from './texts/index.ts';
import { Title } from './controls.tsx';
import { Fields } from './fields.tsx';
import { useFormInUse } from './form-context.ts';
import { idOf, pointerTo } from './pointers.ts';

type Props = { part: FormSchema; at: string; fault: string | undefined };

function About({ part, at, fault }: Props) {
  const local = useLocal();
  return (
    <>
      {part.description ? <p className="hint">{local(part.description)}</p> : null}
      {fault === undefined ? null : (
        <p className="fault" id={`${idOf(at)}-fault`}>
          {fault}
        </p>
      )}
    </>
  );
}

/** Fields that belong together. */
export function GroupField({ part, at, fault }: Props) {
  const local = useLocal();
  return (
    <fieldset className="group" id={idOf(at)} tabIndex={-1}>
      <legend>{part.title ? local(part.title) : null}</legend>
      <About part={part} at={at} fault={fault} />
      <Fields group={part} at={at} />
    </fieldset>
  );
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

type Removed = { index: number; entry: unknown; title: string };

/** A group that is filled in as often as needed; what is taken out can be put back. */
export function ListField({ part, at, fault, required }: Props & { required: boolean }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const { settled, disabled, change } = useFormInUse();
  const [removed, setRemoved] = useState<Removed>();
  const [focus, setFocus] = useState<string>();
  const box = useRef<HTMLFieldSetElement>(null);
  const given = settled.valueAt(at);
  const entries: unknown[] = Array.isArray(given) ? given : [];
  const most = typeof part['maxItems'] === 'number' ? part['maxItems'] : 200;
  useLayoutEffect(() => {
    if (focus === undefined) return;
    setFocus(undefined);
    const place = box.current?.querySelector<HTMLElement>(`#${CSS.escape(focus)}`);
    (place?.querySelector<HTMLElement>('input, select, textarea, button') ?? place)?.focus();
  }, [focus]);
  const entryId = (index: number) => `${idOf(pointerTo(at, index))}`;

  const add = () => {
    change(at, (before: unknown) => [...list(before), {}]);
    setRemoved(undefined);
    setFocus(entryId(entries.length));
  };
  const remove = (index: number) => {
    setRemoved({ index, entry: entries[index], title: entryTitle(part, entries[index], index, language) });
    change(at, (before: unknown) => list(before).filter((_, place) => place !== index));
    setFocus(`${idOf(at)}-add`);
  };
  const putBack = ({ index, entry }: Removed) => {
    change(at, (before: unknown) => list(before).toSpliced(index, 0, entry));
    setRemoved(undefined);
    setFocus(entryId(index));
  };
  return (
    <fieldset className="group list" id={idOf(at)} tabIndex={-1} ref={box}>
      <legend>
        <Title part={part} required={required} />
        <span className="hint"> {t('apply.count', { count: entries.length, most })}</span>
      </legend>
      <About part={part} at={at} fault={fault} />
      {entries.map((entry, index) => (
        // Entries have no name of their own; where they stand is what they are.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset className="item" key={index} id={entryId(index)} tabIndex={-1}>
          <legend>{entryTitle(part, entry, index, language)}</legend>
          <Fields group={part.items ?? {}} at={pointerTo(at, index)} />
          <button type="button" className="link-button" disabled={disabled} onClick={() => remove(index)}>
            {t('apply.remove', { what: entryTitle(part, entry, index, language) })}
          </button>
        </fieldset>
      ))}
      {removed ? (
        <p className="removed" role="status">
          {t('apply.removed', { what: removed.title })}{' '}
          <button type="button" className="link-button" onClick={() => putBack(removed)}>
            {t('apply.putBack')}
          </button>
        </p>
      ) : null}
      <div id={`${idOf(at)}-add`}>
        {entries.length < most ? (
          <button type="button" className="yw-button" data-quiet="" disabled={disabled} onClick={add}>
            {t('apply.add', {
              what: local((part['x-item-title'] as FormSchema['title']) ?? part.title ?? { zh: '', en: '' }),
            })}
          </button>
        ) : (
          <p className="hint">{t('apply.full', { most })}</p>
        )}
      </div>
    </fieldset>
  );
}
