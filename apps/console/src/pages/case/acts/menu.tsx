import { useEffect, useEffectEvent, useRef, type KeyboardEvent } from 'react';

type Props = {
  label: string;
  items: readonly string[];
  onChoose: (index: number) => void;
  onLeave: () => void;
  /** The focus or a press went elsewhere, where it stays. */
  onOutside: () => void;
};

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** A menu by arrows, Home, End, Enter and Esc; the focus goes to its first entry, without moving the page. */
export function Menu({ label, items, onChoose, onLeave, onOutside }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const go = (to: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    all[(to + all.length) % all.length]?.focus({ preventScroll: true });
  };
  useEffect(() => go(0), []);
  const outside = useEffectEvent((target: EventTarget | null) => {
    // The button that opened the menu closes it by itself.
    const opener = target instanceof Element && target.closest('[aria-haspopup="menu"]');
    if (!opener && target instanceof Node && !list.current?.contains(target)) onOutside();
  });
  useEffect(() => {
    const press = ({ target }: Event) => outside(target);
    document.addEventListener('pointerdown', press);
    document.addEventListener('focusin', press);
    return () => {
      document.removeEventListener('pointerdown', press);
      document.removeEventListener('focusin', press);
    };
  }, []);
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
        // Two acts may be called alike: about two tasks of one name.
        <li key={index} role="none">
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
