import { useEffect, useEffectEvent } from 'react';

/** Single keys as shortcuts; silent while someone types or a dialog is open, and with Ctrl, Alt or ⌘ held. */
export function useKeys(onKey: (key: string) => (() => void) | undefined): void {
  const lookUp = useEffectEvent(onKey);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event.target)) return;
      const act = lookUp(event.key.toLowerCase());
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('input, textarea, select, [role="combobox"], [role="dialog"]'))
    return true;
  // One that is on its way out is over: whoever is quick goes on meanwhile.
  return document.querySelector('[aria-modal="true"]:not(.ant-zoom-leave)') !== null;
}
