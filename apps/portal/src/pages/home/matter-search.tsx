import { useLocal, type MatterListing } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent } from 'react';
import { mattersQuery } from '../../data/queries.ts';
import { Icon } from '../../shell/icons.tsx';
import { useText } from '../../texts/index.ts';
import { useSettled } from '../../data/settled.ts';
import { useGo } from '../../shell/link.tsx';

const SHOWN = 6;

/**
 * The big search: results while typing, by name, pinyin or everyday word. A combobox in the ARIA sense, written by hand because
 * the library's would be a fifth of the home page's script.
 */
export function MatterSearch() {
  const t = useText();
  const go = useGo();
  const listId = useId();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const settled = useSettled(q.trim(), 200);
  const found = useQuery({ ...mattersQuery(settled), enabled: settled !== '', placeholderData: (before) => before });
  const items = settled === '' ? [] : (found.data?.items ?? []).slice(0, SHOWN);
  const showing = open && q.trim() !== '' && (found.data !== undefined || found.isError);

  const choose = (item: MatterListing) => go({ to: '/matters/$matterId', params: { matterId: item.id } });
  const showAll = () => go({ to: '/matters', search: q.trim() === '' ? {} : { q: q.trim() } });
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends an input method's word is not a choice.
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && items.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((at) => (at + step + items.length + (at < 0 && step < 0 ? 1 : 0)) % items.length);
    } else if (event.key === 'Escape') {
      setOpen(false);
      setActive(-1);
    } else if (event.key === 'Enter' && showing && items[active]) {
      event.preventDefault();
      choose(items[active]);
    }
  };
  return (
    <form
      className="find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        showAll();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <label className="yw-visually-hidden" htmlFor={`${listId}-input`}>
        {t('search.label')}
      </label>
      <div className="find-box">
        <Icon name="search" />
        <input
          id={`${listId}-input`}
          type="search"
          role="combobox"
          aria-expanded={showing && items.length > 0}
          aria-controls={`${listId}-list`}
          aria-autocomplete="list"
          aria-activedescendant={showing && active >= 0 ? `${listId}-${active}` : undefined}
          autoComplete="off"
          enterKeyHint="search"
          placeholder={t('search.placeholder')}
          value={q}
          onChange={(event) => {
            setQ(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="yw-button">
          {t('search.go')}
        </button>
      </div>
      <p className="yw-visually-hidden" role="status">
        {showing ? (found.isError ? t('search.failed') : t('search.results', { count: items.length })) : ''}
      </p>
      <div className="find-list" hidden={!showing}>
        <ul id={`${listId}-list`} role="listbox" aria-label={t('search.label')}>
          {items.map((item, index) => (
            <Option
              key={item.id}
              id={`${listId}-${index}`}
              item={item}
              active={index === active}
              onChoose={() => choose(item)}
            />
          ))}
        </ul>
        {showing && items.length === 0 ? (
          <div className="find-none">
            {found.isError ? (
              <p>{t('search.failed')}</p>
            ) : (
              <>
                <p>
                  <b>{t('search.none', { q: settled })}</b>
                </p>
                <p>{t('search.noneText')}</p>
              </>
            )}
          </div>
        ) : null}
        {showing && items.length > 0 ? (
          <button type="button" className="link-button" onClick={showAll}>
            {t('search.showAll')}
          </button>
        ) : null}
      </div>
    </form>
  );
}

function Option({
  id,
  item,
  active,
  onChoose,
}: {
  id: string;
  item: MatterListing;
  active: boolean;
  onChoose: () => void;
}) {
  const t = useText();
  const local = useLocal();
  return (
    // Keys are handled by the input, which keeps the focus (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <li
      id={id}
      role="option"
      aria-selected={active}
      data-active={active ? '' : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="find-title">{local(item.title)}</span>
      <span className="find-why">
        {item.matched ? t('search.matched', { word: item.matched }) : local(item.summary)}
      </span>
    </li>
  );
}
