import { useEffect } from 'react';

const OWNER = 'yiwang.tab-of';
const CHANNEL = 'yiwang.signing-out';

/**
 * What a tab keeps of what was typed is the account's who typed it: whoever else signs in there finds none of it. Called before the pages
 * are drawn that read it.
 */
export function ownTab(account: string): void {
  try {
    const owner = sessionStorage.getItem(OWNER);
    if (owner === account) return;
    if (owner !== null) sessionStorage.clear();
    sessionStorage.setItem(OWNER, account);
  } catch {
    // A device that keeps nothing has nothing of another's either.
  }
}

/** Signed out: nothing typed stays on the device, in other tabs neither. */
export function forgetTabs(): void {
  forget();
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('signed-out');
  channel.close();
}

/** Where another tab signs out, this one forgets what was typed, and is drawn anew without it. */
export function useForgottenWithOthers(): void {
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return undefined;
    const channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener('message', () => {
      forget();
      window.location.reload();
    });
    return () => channel.close();
  }, []);
}

function forget(): void {
  try {
    sessionStorage.clear();
  } catch {
    // Nothing was kept.
  }
}
