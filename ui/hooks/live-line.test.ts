import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveLine, type LiveMessage, type Stream } from './live-line.ts';

class FakeStream extends EventTarget {
  static all: FakeStream[] = [];
  readyState = 0;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = decodeURIComponent(address);
    FakeStream.all.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  says(topic: string, data: object = {}): void {
    this.dispatchEvent(new MessageEvent(topic, { data: JSON.stringify(data) }));
  }
  /** As when the server refuses. */
  breaks(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
}

const open = (): FakeStream[] => FakeStream.all.filter(({ readyState }) => readyState !== 2);
const hearing = () => {
  const heard: string[] = [];
  return { heard, hear: ({ topic, data }: LiveMessage) => void heard.push(topic + (data['id'] ?? '')) };
};
let line: LiveLine;

beforeEach(() => {
  vi.useFakeTimers();
  FakeStream.all = [];
  line = new LiveLine((address) => new FakeStream(address) as unknown as Stream);
});
afterEach(() => vi.useRealTimers());

test('a whole page listens on one connection, each part to its own topics', () => {
  const [list, file] = [hearing(), hearing()];
  line.listen(['cases'], list.hear);
  line.listen(['cases', 'licences'], file.hear);
  line.listen(['cases'], () => undefined);
  vi.runAllTimers();
  expect(FakeStream.all.map(({ address }) => address)).toEqual(['/api/live?topics=cases,licences']);
  const [stream] = open();
  stream?.opens();
  stream?.says('licences', { id: 1 });
  stream?.says('cases', { id: 2 });
  expect(list.heard).toEqual(['joined', 'cases2']);
  expect(file.heard).toEqual(['joined', 'licences1', 'cases2']);
});

test('a part that comes later uses the line there is, and learns that it may have missed something', () => {
  const [first, second] = [hearing(), hearing()];
  line.listen(['cases'], first.hear);
  vi.runAllTimers();
  open()[0]?.opens();
  line.listen(['cases'], second.hear);
  vi.runAllTimers();
  expect(FakeStream.all.length).toBe(1);
  expect([first.heard, second.heard]).toEqual([['joined'], ['joined']]);
});

test('another topic opens a line for both; whoever stays learns of the gap', () => {
  const [first, second] = [hearing(), hearing()];
  line.listen(['cases'], first.hear);
  vi.runAllTimers();
  const [before] = open();
  before?.opens();
  line.listen(['exchange'], second.hear);
  vi.runAllTimers();
  expect(open().map(({ address }) => address)).toEqual(['/api/live?topics=cases,exchange']);
  open()[0]?.opens();
  before?.says('cases', { id: 'late' });
  expect([first.heard, second.heard]).toEqual([['joined', 'joined'], ['joined']]);
});

test('one page after another keeps the line; when nobody listens it is closed', () => {
  const leave = line.listen(['cases'], () => undefined);
  vi.runAllTimers();
  leave();
  const leaveNext = line.listen(['cases'], () => undefined);
  vi.runAllTimers();
  expect([FakeStream.all.length, open().length]).toEqual([1, 1]);
  leaveNext();
  vi.runAllTimers();
  expect(open()).toEqual([]);
});

test('after a refusal it tries again, unless nobody listens any more', () => {
  const { heard, hear } = hearing();
  const leave = line.listen(['cases'], hear);
  vi.advanceTimersByTime(1);
  FakeStream.all[0]?.breaks();
  vi.advanceTimersByTime(6_000);
  expect(FakeStream.all.length).toBe(2);
  FakeStream.all[1]?.opens();
  expect(heard).toEqual(['joined']);
  FakeStream.all[1]?.breaks();
  leave();
  vi.advanceTimersByTime(60_000);
  expect(FakeStream.all.length).toBe(2);
});
