import { expect, test } from 'vitest';
import type { LineageEdge, LineageNode } from '../../api/lineage.ts';
import { layOut } from './layers.ts';

const node = (id: string): LineageNode => ({
  id,
  kind: 'item',
  title: { zh: id, en: id },
  owner: { zh: '', en: '' },
});
const edge = (from: string, to: string): LineageEdge => ({
  from,
  to,
  how: 'value',
  definition: { origin: 'pack', kind: 'resources', id: 'r' },
});

test('what a node comes from stands left of it, what it leads to right, each once even in a ring', () => {
  const layout = layOut(
    {
      node: node('me'),
      nodes: ['source', 'field', 'form', 'figure'].map(node),
      edges: [
        edge('source', 'me'),
        edge('me', 'field'),
        edge('field', 'form'),
        edge('field', 'figure'),
        edge('figure', 'me'),
      ],
    },
    10,
  );
  const columns = Object.fromEntries(layout.placed.map(({ node: { id }, column }) => [id, column]));
  expect(columns).toEqual({ source: 0, figure: 3, me: 1, field: 2, form: 3 });
  expect(layout.columns).toBe(4);
  expect(layout.rows).toBe(2);
});

test('a column that is too long says how many are not drawn', () => {
  const many = Array.from({ length: 30 }, (_, index) => `n${index}`);
  const layout = layOut({ node: node('me'), nodes: many.map(node), edges: many.map((id) => edge('me', id)) }, 12);
  expect(layout.placed).toHaveLength(13);
  expect(layout.more.get(1)).toBe(18);
});
