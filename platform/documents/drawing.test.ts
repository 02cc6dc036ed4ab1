import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { openDrawing, renderPdf, type DocumentSpec } from './index.ts';

const spec = (title: string): DocumentSpec => ({
  layout: 'card',
  language: 'zh',
  createdAt: new Date('2026-11-22T02:00:00Z'),
  title,
  fields: [{ label: '姓名', value: '安某' }],
  embedded: { title, list: [1, null] },
  signature: { name: '某单位', reason: '签发' },
});
const threads: Worker[] = [];
const drawing = openDrawing(() => {
  const thread = new Worker(new URL('./drawing-thread.ts', import.meta.url));
  threads.push(thread);
  return thread;
});
afterAll(() => drawing.stop());

test('documents drawn on the thread are those drawn here, each its own', async () => {
  const titles = ['甲证', '乙证', '丙证'];
  const drawn = await Promise.all(titles.map((title) => drawing.draw(spec(title))));
  for (const [index, title] of titles.entries()) expect(drawn[index]?.equals(await renderPdf(spec(title)))).toBe(true);
  expect(threads).toHaveLength(1);
});

test('what cannot be drawn fails with the coded error', async () => {
  await expect(drawing.draw({ ...spec('甲证'), colour: 'red' })).rejects.toMatchObject({
    code: 'documents.colour-invalid',
  });
});

test('nothing is lost with a thread that dies, and another takes its place', async () => {
  const under = [drawing.draw(spec('丁证')), drawing.draw(spec('戊证'))];
  await threads.at(-1)?.terminate();
  const drawn = await Promise.all(under);
  expect(drawn[1]?.equals(await renderPdf(spec('戊证')))).toBe(true);
  expect((await drawing.draw(spec('己证'))).equals(await renderPdf(spec('己证')))).toBe(true);
  expect(threads.length).toBeGreaterThan(1);
});

test('a place where no thread can be started still draws', async () => {
  const lost = openDrawing(() => new Worker(new URL('./no-such-thread.ts', import.meta.url)));
  expect((await lost.draw(spec('庚证'))).subarray(0, 5).toString()).toBe('%PDF-');
});
