import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Whether the window is as narrow as a phone. */
export const useNarrow = (): boolean => useMedia('(width < 640px)');

/** Whether the window is as wide as a desk's, where nothing needs to stick under a thumb. */
export const useWide = (): boolean => useMedia('(width >= 1024px)');
