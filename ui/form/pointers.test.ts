import type { FormSchema } from '@platform/forms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adopt, withoutLocked } from './own-answers.ts';
import { readNumber, writtenNumber } from './numbers.ts';
import { valueAt, withoutEntry, withValueAt } from './pointers.ts';
import type { Attachment } from './upload-client.ts';

const title = { zh: '项', en: 'field' };

test('an answer goes where its pointer says, and nowhere else', () => {
  const form = { a: 1, l: [{ x: 1 }, { x: 2 }] };
  expect(withValueAt(form, '/l/1/x', 3)).toEqual({ a: 1, l: [{ x: 1 }, { x: 3 }] });
  expect(withValueAt(form, '/g/n', 'new')).toEqual({ ...form, g: { n: 'new' } });
  expect(withValueAt(form, '/a', undefined)).toEqual({ l: form.l });
  expect(valueAt(form, '/l/1/x')).toBe(2);
  expect(valueAt(form, '/l/7/x')).toBeUndefined();
  expect(withoutEntry({ l: [{ p: ['f', 'g'] }] }, 'f')).toEqual({ l: [{ p: ['g'] }] });
});

describe('amounts', () => {
  const money: FormSchema = { type: 'integer', 'x-money': true };
  test('are typed in yuan and answered in whole fen, exactly', () => {
    expect(readNumber('1234.5', money)).toBe(123_450);
    expect(readNumber('０.０７', money)).toBe(7);
    expect(readNumber('1.234', money), 'what is no amount stays for the check to name').toBe('1.234');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e14 }), (fen) => {
        expect(readNumber(writtenNumber(fen, money), money)).toBe(fen);
      }),
    );
  });
  test('other numbers are what is written', () => {
    expect(readNumber('2.5', { type: 'number' })).toBe(2.5);
    expect(readNumber('', { type: 'number' })).toBeUndefined();
    expect(readNumber('1e5', { type: 'number' })).toBe('1e5');
  });
});

describe('files and drafts', () => {
  const upload = { material: 'm', accept: ['image/png'], maxBytes: 9, maxFiles: 2 };
  const schema: FormSchema = {
    type: 'object',
    properties: {
      plan: { type: 'array', title, 'x-upload': upload },
      l: {
        type: 'array',
        title,
        items: { type: 'object', properties: { p: { type: 'array', title, 'x-upload': upload } } },
      },
    },
  };
  const file = (id: string, field: string) => ({ id, field }) as Attachment;

  test('what reached the server without its draft is put back, what is gone leaves, and no field takes more than it may', () => {
    const files = [file('1', 'plan'), file('2', 'plan'), file('3', 'plan'), file('4', 'l[].p')];
    expect(adopt(schema, { plan: ['gone', '2'], l: [{ p: ['4', 'lost'] }] }, files)).toEqual({
      plan: ['2', '1'],
      l: [{ p: ['4'] }],
    });
    expect(adopt(schema, { plan: ['gone'] }, [])).toEqual({});
  });

  test('what data filled in is not sent, also inside a group', () => {
    expect(withoutLocked({ name: '甲', owner: { name: '乙', nick: '丙' } }, ['name', 'owner.name'])).toEqual({
      owner: { nick: '丙' },
    });
  });
});
