import type { ReactNode } from 'react';

type Props = {
  /** Column titles; those of numbers stand to the right. */
  heads: readonly (string | { number: string })[];
  caption?: string;
  /** What the table is called where it may be wider than its place: it then scrolls sideways by itself, by keyboard too. */
  scrolls?: string;
  /** Its rows. */
  children: ReactNode;
};

/** A small table inside a detail. */
export function SubTable({ heads, caption, scrolls, children }: Props) {
  const table = (
    <table className="sub-table">
      {caption ? <caption>{caption}</caption> : null}
      <thead>
        <tr>
          {heads.map((head, column) =>
            typeof head === 'string' ? (
              <th key={column} scope="col">
                {head}
              </th>
            ) : (
              <th key={column} scope="col" className="number">
                {head.number}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
  if (!scrolls) return table;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={scrolls}>
      {table}
    </div>
  );
}
