import { expect, test } from 'vitest';
import { mentionedIn, nameables } from './mentioned.ts';

const people = nameables([
  { account: 'a', name: '王芳', office: '民政局' },
  { account: 'b', name: '王芳芳', office: '民政局' },
  { account: 'c', name: '李强', office: '民政局' },
  { account: 'd', name: '李强', office: '公安局' },
]);

test('who is named is found by their words, the longer name first; two of one name are told apart by their office', () => {
  expect(mentionedIn('@王芳芳 请看', people)).toEqual(['b']);
  expect(mentionedIn('@王芳芳 @王芳 请看', people)).toEqual(['b', 'a']);
  expect(mentionedIn('@李强（公安局） 请核实', people)).toEqual(['d']);
  expect(mentionedIn('@李强 请核实，王芳', people)).toEqual([]);
});
