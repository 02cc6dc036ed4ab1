import { formatCount, useLocal } from '@yiwang/ui';
import type { ReactNode } from 'react';
import type { ShareTerms } from '../../api/nodes.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { OpenButton, type Column } from '../../table/data-table.tsx';
import { useLevelsText } from '../../texts/levels.ts';

type Shown = ShareTerms & { id: string };

/** What a request and a grant between levels have in common, as columns: what, of which node, for whom. */
export function useTermColumns<T extends Shown>(
  open: (id: string) => void,
): Record<'title' | 'node' | 'organisation', Column<T>> {
  const t = useLevelsText();
  const local = useLocal();
  return {
    title: {
      key: 'title',
      title: t('across.resource'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    node: { key: 'node', title: t('across.node'), text: ({ peerName }) => local(peerName) },
    organisation: {
      key: 'organisation',
      title: t('across.organisation'),
      text: ({ organisationName }) => local(organisationName),
    },
  };
}

/** The terms of a request or a grant between levels; `state` stands first, `children` last. */
export function Terms({
  of,
  state,
  direction,
  children,
}: {
  of: ShareTerms;
  state: ReactNode;
  direction: string;
  children?: ReactNode;
}) {
  const t = useLevelsText();
  const local = useLocal();
  const facts: [string, ReactNode][] = [
    [t('state'), state],
    [t('across.direction'), `${direction} · ${local(of.peerName)}`],
    [t('across.resource'), `${local(of.title)} · ${local(of.interfaceTitle)}`],
    [t('across.organisation'), `${local(of.organisationName)} · ${local(of.applicationTitle)}`],
    [t('across.fields'), of.fieldTitles.map((title) => local(title)).join(' · ') || '–'],
    [
      t('across.purposes'),
      of.purposes.map(({ id, title }) => (
        <div key={id}>
          <AsWritten said={title} /> <code>{id}</code>
        </div>
      )),
    ],
    [t('across.basis'), <AsWritten key="basis" said={of.basis} />],
    [t('across.period'), `${of.from} – ${of.until}`],
    [t('across.callsPerDay'), formatCount(of.callsPerDay)],
  ];
  return (
    <dl className="facts">
      {facts.map(([title, value]) => (
        <div key={title} style={{ display: 'contents' }}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {children}
    </dl>
  );
}
