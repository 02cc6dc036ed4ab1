import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateSm2KeyPair, sm2Signer } from '@platform/crypto';
import { manualClock } from '@platform/kernel';
import { readBody, writeBody, type FerryChange } from './body.ts';
import { openPackage, sealPackage, FIRST_PREVIOUS } from './package.ts';
import { receiveOnce } from './receiver.ts';
import type { FerryEvent } from './route.ts';
import { movedState, EMPTY_STATE, rowHash } from './row-sum.ts';
import { sendOnce } from './sender.ts';
import { memoryFolder, memoryReceiver, memorySender } from './testing/memory.ts';

const ours = sm2Signer(generateSm2KeyPair().privateKey);
const theirs = sm2Signer(generateSm2KeyPair().privateKey);
const stranger = sm2Signer(generateSm2KeyPair().privateKey);

const HEADER = {
  kind: 'data' as const,
  sender: 'office',
  receiver: 'hub',
  route: 'r1',
  series: 1,
  number: 1,
  previous: FIRST_PREVIOUS,
  createdAt: '2026-11-20T00:00:00.000Z',
  lines: [{ id: 'people', columns: ['id', 'v'], key: ['id'], changes: 1, state: EMPTY_STATE }],
};
const CHANGE: FerryChange = { line: 0, op: 'c', key: ['1'], values: ['1', 'a\tb\n𠮷'], position: '7', at: new Date(5) };
const OPEN = { file: 'f.ferry', sender: 'office', keys: [ours.publicKey] };

describe('a package', () => {
  const { bytes } = sealPackage(HEADER, writeBody([CHANGE]), ours.sign);

  test('is read back as it was made', () => {
    const opened = openPackage(bytes, OPEN);
    expect(opened.header).toMatchObject(HEADER);
    expect(readBody(opened, 'f')).toEqual([CHANGE]);
  });

  test('with any byte altered, cut or added is refused', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.constantFrom('alter', 'cut', 'add'), (at, by, how) => {
        const place = at % bytes.length;
        const wrong =
          how === 'cut'
            ? bytes.subarray(0, place)
            : how === 'add'
              ? Buffer.concat([bytes, Buffer.from([by])])
              : Buffer.from(bytes);
        if (how === 'alter') wrong[place] = (wrong[place] as number) ^ by;
        expect(() => openPackage(wrong, OPEN)).toThrow(/^ferry\./);
      }),
      { numRuns: 300 },
    );
  });

  test('by another signer, or with a header in another form, is forged', () => {
    expect(() => openPackage(bytes, { ...OPEN, keys: [theirs.publicKey] })).toThrow(/ferry.signature-wrong/);
    expect(openPackage(bytes, { ...OPEN, keys: [theirs.publicKey, ours.publicKey] }).header.number).toBe(1);
    const text = bytes.toString('latin1');
    const end = text.indexOf('\n', 16);
    const line = `{ ${text.slice(16, end)}`.replace('{ {', '{ ');
    const signature = ours.sign(Buffer.from(`YIWANG-FERRY 1\n${line}\n`, 'latin1')).toString('base64');
    const loose = `YIWANG-FERRY 1\n${line}\n${signature}\n`;
    expect(() => openPackage(Buffer.from(loose, 'latin1'), OPEN)).toThrow(/ferry.not-a-package/);
  });

  test('whose body is not what its header says is refused', () => {
    const two = sealPackage(HEADER, writeBody([CHANGE, CHANGE]), ours.sign);
    expect(() => readBody(openPackage(two.bytes, OPEN), 'f')).toThrow(/ferry.altered/);
  });
});

test('the state of rows does not depend on the order in which they came, and goes back when they go', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 12 }), fc.nat(), (ids, seed) => {
      const hashes = ids.map((id) => rowHash([id], [id, null]));
      const shuffled = hashes.toSorted((a, b) => ((a[0] as number) ^ (seed & 255)) - ((b[0] as number) ^ (seed & 255)));
      const all = movedState(EMPTY_STATE, [], hashes);
      expect(movedState(EMPTY_STATE, [], shuffled)).toEqual(all);
      expect(movedState(all, shuffled, [])).toEqual(EMPTY_STATE);
    }),
  );
});

/** Both sides with a gate between their folders that does what `fate` says with each file. */
function crossing(fate: (name: string) => 'pass' | 'lose' | 'double' | 'hold' | 'alter' | 'cut') {
  const clock = manualClock('2026-11-20T00:00:00Z');
  const folders = {
    out: memoryFolder(),
    back: memoryFolder(),
    in: memoryFolder(),
    ackOut: memoryFolder(),
    kept: memoryFolder(),
  };
  const sender = memorySender(['people', 'cars']);
  const receiver = memoryReceiver();
  const events: FerryEvent[] = [];
  const tell = (event: FerryEvent): void => void events.push(event);
  const held: [ReturnType<typeof memoryFolder>, string, Buffer][] = [];
  const carry = (from: ReturnType<typeof memoryFolder>, to: ReturnType<typeof memoryFolder>): void => {
    for (const [folder, name, bytes] of held.splice(0)) folder.files.set(name, bytes);
    for (const [name, bytes] of Array.from(from.files)) {
      from.files.delete(name);
      const what = fate(name);
      if (what === 'hold') held.push([to, name, bytes]);
      else if (what === 'double') {
        to.files.set(name, bytes);
        to.files.set(name.replace('.ferry', '-copy.ferry'), bytes);
      } else if (what === 'alter' || what === 'cut') {
        const wrong = Buffer.from(bytes);
        wrong[Math.floor(bytes.length / 2)] = (wrong[Math.floor(bytes.length / 2)] as number) ^ 0x55;
        to.files.set(name, what === 'cut' ? bytes.subarray(0, Math.floor(bytes.length * 0.7)) : wrong);
      } else if (what === 'pass') to.files.set(name, bytes);
    }
  };
  const route = { id: 'r1', self: 'office', peer: 'hub', peerKeys: [theirs.publicKey] };
  return {
    sender,
    receiver,
    clock,
    folders,
    events,
    send: () =>
      sendOnce({
        route,
        out: folders.out,
        in: folders.back,
        kept: folders.kept,
        clock,
        sign: ours.sign,
        store: sender.store,
        changesPerPackage: 3,
        tell,
      }),
    receive: () =>
      receiveOnce({
        route: { id: 'r1', self: 'hub', peer: 'office', peerKeys: [ours.publicKey] },
        out: folders.ackOut,
        in: folders.in,
        clock,
        sign: theirs.sign,
        store: receiver.store,
        tell,
      }),
    carry() {
      carry(folders.out, folders.in);
      carry(folders.ackOut, folders.back);
    },
    async turn() {
      await this.send();
      this.carry();
      const received = await this.receive();
      this.carry();
      clock.advance(120_000);
      return received;
    },
  };
}

const change = fc.oneof(
  fc.record({
    line: fc.nat(1),
    op: fc.constantFrom('c' as const, 'u' as const, 'r' as const),
    id: fc.nat(6),
    v: fc.option(fc.string()),
  }),
  fc.record({ line: fc.nat(1), op: fc.constant('d' as const), id: fc.nat(6), v: fc.constant(null) }),
  fc.record({ line: fc.nat(1), op: fc.constant('t' as const), id: fc.constant(0), v: fc.constant(null) }),
);

test('whatever a gate loses, doubles, holds back, alters or cuts, in the end the receiver has what the sender has, each change once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 8 }),
      fc.array(fc.constantFrom('pass', 'lose', 'double', 'hold', 'alter', 'cut'), { minLength: 1, maxLength: 60 }),
      async (turns, fates) => {
        let at = 0;
        const it = crossing(() => (fates[at++] as 'pass') ?? 'pass');
        for (const changes of turns) {
          for (const { line, op, id, v } of changes)
            it.sender.put({
              line,
              op,
              key: op === 't' ? [] : [String(id)],
              ...(op === 'd' || op === 't' ? {} : { values: [String(id), v] }),
            });
          await it.turn();
        }
        // Fair from now on: every fate has been dealt after a while.
        for (
          let left = 0;
          left < 80 && (at < fates.length || it.sender.state().ackedUpTo < it.sender.state().number);
          left += 1
        )
          await it.turn();
        await it.turn();
        const { number, ackedUpTo, fault } = it.sender.state();
        expect(fault).toBeNull();
        expect(ackedUpTo).toBe(number);
        expect(it.receiver.state().number).toBe(number);
        expect(it.receiver.applications()).toBe(number);
        for (const [index, id] of ['people', 'cars'].entries())
          expect([...(it.receiver.rows.get(id) ?? [])].sort()).toEqual([...(it.sender.rows()[index] ?? [])].sort());
        expect(it.sender.differences()).toEqual([]);
        expect(it.folders.kept.files.size).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

const row = (id: number, v = 'x') => ({ line: 0, op: 'c' as const, key: [String(id)], values: [String(id), v] });

test('a gap is named and asked for again; later packages wait and are not applied before it', async () => {
  let lose = true;
  const it = crossing((name) => (lose && name.includes('data') && name.endsWith('0000000002.ferry') ? 'lose' : 'pass'));
  for (let id = 0; id < 12; id += 1) it.sender.put(row(id));
  const first = await it.turn();
  expect(first).toMatchObject({ applied: 1, waiting: 2, missing: [2] });
  lose = false;
  await it.send();
  expect(it.sender.acks.at(-1)).toMatchObject({ upTo: 1, missing: [2] });
  expect(it.events).toContainEqual({ what: 'sent-again', number: 2 });
  it.carry();
  expect(await it.receive()).toMatchObject({ applied: 3, waiting: 0, missing: [] });
});

test('a package that arrives altered each time is refused each time, and both sides say which and why', async () => {
  const it = crossing((name) => (name.includes('data') ? 'alter' : 'pass'));
  it.sender.put(row(1));
  for (let turn = 0; turn < 3; turn += 1) expect((await it.turn()).applied).toBe(0);
  await it.send();
  const { rejected } = it.sender.acks.at(-1) as { rejected: { file: string; code: string; zh: string }[] };
  expect(rejected[0]?.file).toBe('r1-data-0001-0000000001.ferry');
  expect(rejected[0]?.code).toMatch(/^ferry\.(altered|signature-wrong|not-a-package)$/);
  expect(rejected[0]?.zh).not.toBe('');
  expect(it.sender.state()).toMatchObject({ number: 1, ackedUpTo: 0 });
});

test('a forged package, one of another route, and a stray file change nothing', async () => {
  const it = crossing(() => 'pass');
  const forged = sealPackage({ ...HEADER }, writeBody([CHANGE]), stranger.sign);
  const other = sealPackage({ ...HEADER, receiver: 'elsewhere' }, writeBody([CHANGE]), ours.sign);
  it.folders.in.files.set('a.ferry', forged.bytes);
  it.folders.in.files.set('b.ferry', other.bytes);
  it.folders.in.files.set('c.ferry', Buffer.from('hello'));
  const received = await it.receive();
  expect(received.rejected.map(({ code }) => code)).toEqual([
    'ferry.signature-wrong',
    'ferry.not-for-us',
    'ferry.not-a-package',
  ]);
  expect(it.receiver.state().number).toBe(0);
});

test('a sender restored from a backup is stopped before it mixes anything up, and goes on with a new series', async () => {
  const it = crossing(() => 'pass');
  for (let id = 0; id < 9; id += 1) it.sender.put(row(id));
  await it.turn();
  await it.send();
  it.sender.forget();
  it.sender.put(row(100, 'other'));
  const stopped = await it.turn();
  expect(stopped.stopped?.code).toBe('ferry.chain-broken');
  await it.send();
  expect(it.sender.state().fault?.code).toMatch(/^ferry\.(chain-broken|receiver-ahead)$/);
  expect(it.receiver.rows.get('people')?.has('["100"]')).toBe(false);
  it.sender.restart();
  for (let turn = 0; turn < 4; turn += 1) await it.turn();
  expect(it.receiver.state()).toMatchObject({ series: 2, fault: null });
  expect([...(it.receiver.rows.get('people') ?? [])].sort()).toEqual([...(it.sender.rows()[0] ?? [])].sort());
  expect(it.sender.differences()).toEqual([]);
});

test('what differs between the two sides is shown by line with both states', async () => {
  const it = crossing(() => 'pass');
  it.sender.put(row(1));
  await it.turn();
  it.receiver.spoil('people');
  it.sender.put({ line: 1, op: 'c', key: ['5'], values: ['5', null] });
  await it.turn();
  await it.send();
  expect(it.sender.differences()).toMatchObject([{ line: 'people', ours: { count: 1 }, theirs: { count: 0 } }]);
});
