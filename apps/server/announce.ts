import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackSet } from '@platform/packs';
import type { ServerSettings } from './settings.ts';

/** Tells whoever started the product where to go and, in a demo, as whom. The last line is the one that programs wait for. */
export function announce(
  say: (line: string) => void,
  started: { settings: ServerSettings; url: string; packs: PackSet; seconds: number; logFile: string },
): void {
  const { settings, url, packs } = started;
  say('');
  say(
    `一网 Yiwang · ${packs.packs.map((pack) => `${pack.id} ${pack.version}`).join(', ')} · ${started.seconds.toFixed(1)} s`,
  );
  say(`  门户 portal     ${url}/`);
  say(`  工作台 console  ${url}/console/`);
  say(`  驾驶舱 cockpit  ${url}/cockpit/`);
  say(`  接口 API        ${url}/docs`);
  say(`  日志 log        ${started.logFile}`);
  const passwordFile = join(settings.dataFolder, 'demo-password');
  if (settings.demo && existsSync(passwordFile)) {
    say(`  演示账号 demo accounts (password ${readFileSync(passwordFile, 'utf8').trim()}):`);
    for (const { value } of packs.all('accounts')) {
      say(`    ${value.login.padEnd(16)} ${value.description.zh} · ${value.description.en}`);
    }
  }
  const setupFile = join(settings.dataFolder, 'setup-token');
  if (!settings.demo && existsSync(setupFile)) {
    say(`  尚未设置管理员：用 ${setupFile} 中的口令初次设置（POST /api/setup/administrators，见 /docs）`);
    say(`  No administrators yet: set them up with the token in that file (POST /api/setup/administrators, see /docs)`);
  }
  say('');
  say(`ready ${url}`);
}
