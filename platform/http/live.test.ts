import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventStreamHub } from './live.ts';

let hub: EventStreamHub;
let heard: string[];
beforeEach(() => {
  vi.useFakeTimers();
  hub = new EventStreamHub();
  heard = [];
  const page = Object.assign(new EventEmitter(), {
    writableLength: 0,
    writeHead: () => undefined,
    write: (text: string) => {
      const [, topic, data] = /^event: (.+)\ndata: (.+)\n/.exec(text) ?? [];
      if (topic !== undefined) heard.push(`${topic} ${data}`);
    },
    end: () => undefined,
  });
  hub.subscribe(page as unknown as ServerResponse, { topics: new Set(['reports', 'cases']) });
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

test('what a reaction tells comes after its transaction; a thousand times the same is one message, and one after the last', () => {
  for (let n = 0; n < 1_000; n += 1) hub.announceSoon({ topic: 'reports', data: {} });
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(150);
  expect(heard).toEqual(['reports {}']);
  vi.advanceTimersByTime(10_000);
  expect(heard).toHaveLength(2);
});

test('what is asked for while one waits is told again after its own transaction, and others are not held back', () => {
  hub.announceSoon({ topic: 'cases', data: { caseId: 'a' } });
  vi.advanceTimersByTime(140);
  hub.announceSoon({ topic: 'cases', data: { caseId: 'a' } });
  hub.announceSoon({ topic: 'cases', data: { caseId: 'b' } });
  vi.advanceTimersByTime(149);
  expect(heard).toEqual(['cases {"caseId":"a"}']);
  vi.advanceTimersByTime(11);
  expect(heard).toEqual(['cases {"caseId":"a"}', 'cases {"caseId":"b"}', 'cases {"caseId":"a"}']);
  vi.advanceTimersByTime(10_000);
  expect(heard).toHaveLength(3);
});
