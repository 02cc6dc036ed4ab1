import { useSyncExternalStore } from 'react';
import { readPreference, writePreference } from './preferences.ts';

const PREFERENCE = 'yiwang.elder';
const listeners = new Set<() => void>();

function isOn(): boolean {
  return document.documentElement.dataset.elder !== undefined;
}

function apply(on: boolean): void {
  if (on) document.documentElement.dataset.elder = '';
  else delete document.documentElement.dataset.elder;
}

/** Applies the remembered elder mode (长者模式); call before the first render. */
export function startElderMode(): void {
  apply(readPreference(PREFERENCE) === 'on');
}

/** Elder mode: large type, strong contrast, one column. Remembered on this device. */
export function useElderMode(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isOn,
    () => false,
  );
  const set = (next: boolean) => {
    apply(next);
    writePreference(PREFERENCE, next ? 'on' : undefined);
    for (const listener of listeners) listener();
  };
  return [on, set];
}
