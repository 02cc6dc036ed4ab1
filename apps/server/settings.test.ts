import { expect, test } from 'vitest';
import { readSettings, scannerAt, scannerText } from './settings.ts';

test.each([
  ['clamd://scan.example', { host: 'scan.example', port: 3310 }],
  ['clamd://127.0.0.1:4000', { host: '127.0.0.1', port: 4000 }],
  ['clamd://[::1]:3310', { host: '::1', port: 3310 }],
  ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
])('the scanner is named by %s, and told to other processes so that they find it too', (text, address) => {
  expect(scannerAt(text)).toEqual(address);
  expect(scannerAt(scannerText(address))).toEqual(address);
});

test.each(['scan.example:3310', 'http://scan.example', 'clamd://', 'clamd://host/path', 'unix:clamd.ctl'])(
  'a scanner named by %s is refused at start, and the words say how to name it',
  (text) => {
    expect(() => readSettings({ YIWANG_SCANNER: text })).toThrow(/YIWANG_SCANNER.*clamd:\/\/host/);
  },
);

test('without one none is used', () => {
  expect(readSettings({}).scanner).toBeUndefined();
});
