import { Tag } from '../../table/tag.tsx';

/** Two places at most. */
export const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** By how much a figure went down (green) or up (red); nothing where there is nothing to compare. */
export function Reduced({ before, after }: { before: number | undefined; after: number | undefined }) {
  if (before === undefined || after === undefined || before === after) return null;
  const difference = after - before;
  const share =
    before === 0 ? '' : ` (${difference > 0 ? '+' : '−'}${Math.abs((difference / before) * 100).toFixed(0)}%)`;
  return (
    <Tag tone={difference < 0 ? 'green' : 'red'}>
      {`${difference > 0 ? '+' : '−'}${rounded(Math.abs(difference))}${share}`}
    </Tag>
  );
}
