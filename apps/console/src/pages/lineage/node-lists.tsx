import { useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { LineageGraph, LineageNode } from '../../api/lineage.ts';
import { useText } from '../../texts/index.ts';

/** The same as the drawing in words: what a node comes from and what it leads to, by kind. */
export function NodeLists({ graph }: { graph: LineageGraph }) {
  const t = useText();
  const known = new Map(graph.nodes.map((node) => [node.id, node]));
  const nodes = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []);
  const definitions = [
    ...new Map(graph.edges.map(({ definition }) => [`${definition.kind} ${definition.id}`, definition])).values(),
  ];
  return (
    <section className="card pad stack">
      <Group title={t('lineage.upstream')} none={t('lineage.noUpstream')} nodes={nodes(graph.upstream)} />
      <Group title={t('lineage.downstream')} none={t('lineage.noDownstream')} nodes={nodes(graph.downstream)} />
      <details className="inputs-fold">
        <summary>{t('lineage.definitions', { count: definitions.length })}</summary>
        <ul className="definitions">
          {definitions.map(({ origin, kind, id, pack, file, line }) => (
            <li key={`${kind} ${id}`}>
              <code>{file ? `${pack ?? ''}/${file}${line ? `:${line}` : ''}` : `${kind} ${id}`}</code>{' '}
              <small>{t(`connections.origins.${origin}`)}</small>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Group({ title, none, nodes }: { title: string; none: string; nodes: readonly LineageNode[] }) {
  const t = useText();
  const local = useLocal();
  const kinds = [...new Set(nodes.map(({ kind }) => kind))];
  return (
    <div className="stack-s">
      <h2>{title}</h2>
      {nodes.length === 0 ? <p className="quiet">{none}</p> : null}
      {kinds.map((kind) => (
        <div key={kind}>
          <h3>{t(`lineage.kinds.${kind}`)}</h3>
          <ul className="node-list">
            {nodes
              .filter((node) => node.kind === kind)
              .map((node) => (
                <li key={node.id}>
                  <Link to="/lineage" search={{ node: node.id } as object}>
                    {local(node.title)}
                  </Link>{' '}
                  <small>{local(node.owner)}</small>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
