import { useSyncExternalStore } from 'react';

let signedOut = false;
const listeners = new Set<() => void>();

/** A request was answered 401: the sign-in has ended while pages are open. */
export function markSignedOut(): void {
  signedOut = true;
  for (const listener of listeners) listener();
}

/** Whether the sign-in ended while pages are open. Signing in again loads the page anew, which clears it. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => signedOut,
  );
}
