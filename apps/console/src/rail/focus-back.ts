import { useEffect, useState } from 'react';

/** Gives the focus back to what had it before a dialog that is drawn only while it is open; without it the keyboard would begin at the top of the page again. */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Once the dialog has left. What came instead of it may have taken the focus itself.
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}
