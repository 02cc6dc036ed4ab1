import type { ReactNode } from 'react';

export type Tone = 'blue' | 'green' | 'amber' | 'red' | 'grey';

/** A word with a colour; the colour never says it alone. */
export function Tag({ tone = 'grey', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  );
}
