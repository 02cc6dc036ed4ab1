import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackBrowser } from './unpack-browser.ts';

/** What the tests found on this machine: `env` for their processes, and a line for each thing that is not to be had. */
export type Provision = { env: Record<string, string>; notRun: string[] };

/** Chromium without a window to draw: the same engine, for little more than half of the processor's time. */
const SHELL = 'chromium-headless-shell';
const BROWSERS = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Debian puts servers where an ordinary user's PATH does not look. */
const PLACES = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/usr/local/sbin`;
/** Other Debian programs: a test that names one in quotes gets it where it can be had, and says itself `not run: needs …` where not. */
const PROGRAMS: { program: string; debianPackage: string }[] = [
  { program: 'mariadbd', debianPackage: 'mariadb-server-core' },
  // Without it no data folder can be made for a new server.
  { program: 'my_print_defaults', debianPackage: 'mariadb-client-core' },
  { program: 'nats-server', debianPackage: 'nats-server' },
  { program: 'clamd', debianPackage: 'clamav-daemon' },
  { program: 'openssl', debianPackage: 'openssl' },
  { program: 'curl', debianPackage: 'curl' },
  { program: 'python3', debianPackage: 'python3' },
];
/** Tests, and what stands beside them to help them. */
const TEST_FILES =
  '{{apps,modules,platform,ui,tools,tests}/**/*.test.{ts,tsx},{apps,modules,platform}/*/test{,ing}/**/*.ts,platform/*/conformance/**/*.ts,tests/**/*.ts}';

/**
 * Sees to what the tests cannot bring by npm: a Chromium (`YIWANG_CHROMIUM` names it to the tests), a Chinese font for it, and
 * pdftotext where a test names it. Debian packages are installed as root; else a Chromium of npm's is unpacked below `var/`.
 */
export async function provideNeeds(root: string, log: (line: string) => void): Promise<Provision> {
  const wantsText = testsMention(root, /\bpdftotext\b/);
  const wantsBrowser = globSync('tests/journeys/**/*.test.ts', { cwd: root }).length > 0;
  const missing = [
    ...(wantsText && !findProgram(['pdftotext']) ? ['poppler-utils'] : []),
    ...PROGRAMS.filter(
      ({ program }) => testsMention(root, new RegExp(`'${program}'`)) && !findProgram([program], PLACES),
    ).map(({ debianPackage }) => debianPackage),
  ];
  const install = (packages: readonly string[]): void => {
    if (packages.length === 0 || !canInstall()) return;
    log(`installing ${packages.join(', ')}`);
    const fault = installPackages(packages);
    if (fault !== undefined) log(`apt-get could not: ${fault}`);
  };
  install(missing);
  const fonts = findProgram(BROWSERS) ? [] : ['fonts-noto-cjk'];
  if (wantsBrowser && !findProgram([SHELL])) install([SHELL, ...fonts]);
  // Older Debian has it only with its window.
  if (wantsBrowser && !findProgram(BROWSERS)) install(['chromium', ...fonts]);

  const env: Record<string, string> = {};
  const notRun: string[] = [];
  if (wantsBrowser) {
    const browser = findProgram(BROWSERS) ?? (await unpackBrowser(join(root, 'var/test-browser'), log));
    if (browser === undefined) notRun.push('not run: needs chromium (the journeys in tests/journeys)');
    else env.YIWANG_CHROMIUM = browser;
  }
  if (wantsText && !findProgram(['pdftotext'])) notRun.push('not run: needs pdftotext (Debian package poppler-utils)');
  return { env, notRun };
}

/** The first of `names` on the PATH, whole. */
export function findProgram(names: readonly string[], path = process.env.PATH ?? ''): string | undefined {
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      const program = join(folder, name);
      try {
        accessSync(program, constants.X_OK);
        return program;
      } catch {
        // Not there: the next folder.
      }
    }
  }
  return undefined;
}

function testsMention(root: string, what: RegExp): boolean {
  // Not this folder's tests, which speak of the program without needing it.
  const files = globSync(TEST_FILES, {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'tools/test',
  });
  return files.some((file) => what.test(readFileSync(join(root, file), 'utf8')));
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && existsSync('/etc/debian_version');
}

/** Why the packages could not be installed, or undefined. */
function installPackages(packages: readonly string[]): string | undefined {
  const apt = (...args: string[]): void => {
    execFileSync('/usr/bin/apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2', ...args], {
      // Runlevel 1: a server that comes with its package is not started as a service beside the tests' own.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 240_000,
    });
  };
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...packages);
    return undefined;
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim().split('\n').at(-1);
    return said || (error as Error).message;
  }
}
