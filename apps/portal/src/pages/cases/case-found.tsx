import type { MyCase } from '@yiwang/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FoundPage } from '../../shell/found-page.tsx';
import { Link, type AnyTarget } from '../../shell/link.tsx';
import { useText } from '../../texts/index.ts';

type Props = {
  found: UseQueryResult<MyCase>;
  title: string;
  back?: AnyTarget & { label: string };
  children: (one: MyCase) => ReactNode;
};

/** A page about one of one's cases; who follows an address of no case is led to the list. */
export function CaseFound({ children, ...props }: Props) {
  const t = useText();
  const missing = {
    title: t('cases.notFound'),
    text: t('cases.notFoundText'),
    link: (
      <Link to="/cases" className="yw-button">
        {t('cases.title')}
      </Link>
    ),
  };
  return (
    <FoundPage {...props} missing={missing}>
      {children}
    </FoundPage>
  );
}
