import { useEffect, useRef, type KeyboardEvent } from 'react';

type Props = { label: string; items: readonly string[]; onChoose: (index: number) => void; onLeave: () => void };

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** A menu by arrows, Home, End, Enter and Esc; the focus goes to its first entry, without moving the page. */
export function Menu({ label, items, onChoose, onLeave }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const go = (to: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    all[(to + all.length) % all.length]?.focus({ preventScroll: true });
  };
  useEffect(() => go(0), []);
  const onKey = (event: KeyboardEvent, index: number) => {
    const step = STEPS[event.key];
    if (step !== undefined) go(index + step);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul className="acts-menu" role="menu" aria-label={label} ref={list}>
      {items.map((item, index) => (
        <li key={item} role="none">
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => onChoose(index)}
            onKeyDown={(event) => onKey(event, index)}
          >
            {item}
          </button>
        </li>
      ))}
    </ul>
  );
}
