import type { ReactNode } from 'react';

/** That something was done, beside where it was done; read out when it comes. */
export function Told({ children }: { children?: ReactNode }) {
  return (
    <p role="status" className="act-done">
      {children}
    </p>
  );
}
