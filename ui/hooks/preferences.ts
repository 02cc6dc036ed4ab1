/** A choice remembered on this device; undefined when there is none or the device keeps nothing (private windows). */
export function readPreference(key: string): string | undefined {
  try {
    return globalThis.localStorage?.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a choice on this device, where the device allows it; undefined forgets it. */
export function writePreference(key: string, value: string | undefined): void {
  try {
    if (value === undefined) globalThis.localStorage.removeItem(key);
    else globalThis.localStorage.setItem(key, value);
  } catch {
    // Nothing is lost but the memory of the choice.
  }
}
