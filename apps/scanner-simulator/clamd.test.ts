import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { clamdScan } from '@platform/files';

const CLAMD = ['/usr/sbin', '/usr/bin', '/usr/local/sbin']
  .map((folder) => join(folder, 'clamd'))
  .find((path) => existsSync(path));
if (!CLAMD) process.stdout.write('not run: needs clamd (clamav-daemon)\n');

/** Put together here, so that no scanner finds this file. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

test.skipIf(!CLAMD)(
  'ClamAV itself is understood: clean, found, larger than it takes',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-clamd-'));
    const path = join(folder, 'clamd.ctl');
    mkdirSync(join(folder, 'definitions'));
    // One definition of our own: nothing is fetched from anywhere.
    writeFileSync(join(folder, 'definitions', 'own.ndb'), `Own.Test:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
    const settings = { LocalSocket: path, DatabaseDirectory: join(folder, 'definitions'), StreamMaxLength: '1M' };
    const lines = Object.entries({ ...settings, Foreground: 'yes', User: userInfo().username });
    writeFileSync(join(folder, 'clamd.conf'), lines.map((line) => `${line.join(' ')}\n`).join(''));
    const clamd = spawn(CLAMD as string, ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    const ended = new Promise((resume) => clamd.once('exit', resume));
    try {
      for (let tries = 0; !existsSync(path) && tries < 200; tries += 1) await pause(50);
      const scan = clamdScan({ address: { path } });
      expect(await scan.version()).toMatch(/^ClamAV \d/);
      expect(await scan.scan(Readable.from([Buffer.from('%PDF-1.7')]))).toMatchObject({
        result: 'clean',
        by: expect.stringMatching(/^ClamAV \d/),
      });
      expect(await scan.scan(Readable.from([Buffer.from(EICAR.slice(0, 30)), Buffer.from(EICAR.slice(30))]))).toEqual({
        result: 'malware',
        finding: 'Own.Test.UNOFFICIAL',
      });
      const large = async function* () {
        for (let piece = 0; piece < 40; piece += 1) yield Buffer.alloc(64 * 1024, 'a');
      };
      // It hangs up on what is too large; now and then its last word is lost with the connection. What was lost is found out.
      for (let times = 0; times < 20; times += 1)
        await expect(scan.scan(large())).rejects.toMatchObject({ code: 'files.too-large-to-scan' });
    } finally {
      clamd.kill();
      await ended;
      rmSync(folder, { recursive: true });
    }
  },
  20_000,
);
