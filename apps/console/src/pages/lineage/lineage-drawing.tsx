import { useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { LineageGraph } from '../../api/lineage.ts';
import { useText } from '../../texts/index.ts';
import { layOut } from './layers.ts';

const WIDTH = 176;
const GAP = 64;
const HEIGHT = 52;
const STEP = 64;
const MOST = 12;
const HOWS = ['value', 'uses', 'holds', 'counts', 'tells'] as const;

/** The way of a value as columns of boxes from left to right. Everything in it stands in the lists below as well. */
export function LineageDrawing({ graph }: { graph: LineageGraph }) {
  const t = useText();
  const local = useLocal();
  const box = useRef<HTMLDivElement>(null);
  const layout = layOut(graph, MOST);
  const at = new Map(layout.placed.map((one) => [one.node.id, one]));
  const counts = Array.from(
    { length: layout.columns },
    (_, column) => layout.placed.filter((one) => one.column === column).length,
  );
  const left = (column: number) => column * (WIDTH + GAP);
  // Short columns stand in the middle.
  const top = (column: number, row: number) => row * STEP + ((layout.rows - (counts[column] ?? 0)) * STEP) / 2;
  const width = left(layout.columns) - GAP;
  const height = layout.rows * STEP + (layout.more.size > 0 ? 24 : 0);
  const middle = at.get(graph.node.id)?.column ?? 0;
  useEffect(() => {
    // The chosen node comes into view where the way is wider than the page.
    const element = box.current;
    if (element) element.scrollLeft = left(middle) - element.clientWidth / 2 + WIDTH / 2;
  }, [graph.node.id, middle]);
  const used = new Set(graph.edges.map(({ how }) => how));
  return (
    <section className="card pad stack-s">
      <div className="row lineage-legend">
        {HOWS.filter((how) => used.has(how)).map((how) => (
          <span key={how} className="row">
            <svg width="28" height="8" aria-hidden="true">
              <line className="edge" data-how={how} x1="0" x2="28" y1="4" y2="4" />
            </svg>
            {t(`lineage.hows.${how}`)}
          </span>
        ))}
      </div>
      <div ref={box} className="lineage-box" tabIndex={0} role="region" aria-label={t('lineage.drawing')}>
        <div style={{ width, height }}>
          <svg width={width} height={height} aria-hidden="true">
            {graph.edges.map(({ from, to, how, definition }) => {
              const [a, b] = [at.get(from), at.get(to)];
              if (!a || !b || a.column === b.column) return null;
              const x1 = left(a.column) + (a.column < b.column ? WIDTH : 0);
              const x2 = left(b.column) + (a.column < b.column ? 0 : WIDTH);
              const y1 = top(a.column, a.row) + HEIGHT / 2;
              const y2 = top(b.column, b.row) + HEIGHT / 2;
              const bend = (x2 - x1) / 2;
              return (
                <path
                  key={`${from} ${to} ${how} ${definition.kind} ${definition.id}`}
                  className="edge"
                  data-how={how}
                  d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                />
              );
            })}
          </svg>
          {layout.placed.map(({ node, column, row }) => (
            <Link
              key={node.id}
              to="/lineage"
              search={{ node: node.id } as object}
              className="lineage-node"
              data-me={node.id === graph.node.id ? '' : undefined}
              aria-current={node.id === graph.node.id ? 'true' : undefined}
              title={`${local(node.title)} · ${local(node.owner)}`}
              style={{ left: left(column), top: top(column, row), width: WIDTH, height: HEIGHT }}
            >
              <b>{local(node.title)}</b>
              <small>
                {t(`lineage.kinds.${node.kind}`)} · {local(node.owner)}
              </small>
            </Link>
          ))}
          {[...layout.more].map(([column, count]) => (
            <small
              key={column}
              className="lineage-more"
              style={{ left: left(column), top: layout.rows * STEP, width: WIDTH }}
            >
              {t('lineage.more', { count })}
            </small>
          ))}
        </div>
      </div>
    </section>
  );
}
