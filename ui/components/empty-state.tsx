import type { ReactNode } from 'react';

/** Nothing here yet: says so, why, and (as `children`) what to do next. */
export function EmptyState({
  title,
  text,
  level = 2,
  children,
}: {
  title: string;
  text?: string;
  level?: 2 | 3;
  children?: ReactNode;
}) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className="yw-empty">
      <Heading>{title}</Heading>
      {text ? <p>{text}</p> : null}
      {children ? <div>{children}</div> : null}
    </div>
  );
}
