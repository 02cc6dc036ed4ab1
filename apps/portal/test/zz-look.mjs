import { chromium } from 'playwright-core';
import fs from 'node:fs';
const URL0 = 'http://127.0.0.1:18481', OUT = '/tmp/look/citizens', PW = fs.readFileSync('/tmp/look/citizens/data/demo-password', 'utf8').trim();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
export const axeSource = fs.readFileSync('/work/main/node_modules/axe-core/axe.min.js', 'utf8');
async function who(login, app, { size = { width: 1440, height: 900 }, lang = 'zh', elder = false, to = '/' } = {}) {
  const context = await browser.newContext({ viewport: size, baseURL: URL0, bypassCSP: true });
  await context.addInitScript(({ lang, elder }) => { if (!location.protocol.startsWith('http')) return; localStorage.setItem('yiwang.language', lang); if (elder) localStorage.setItem('yiwang.elder', 'on'); }, { lang, elder });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error') console.log(login, 'console:', m.text().slice(0, 200)); });
  page.on('pageerror', (e) => console.log(login, 'pageerror:', e.message.slice(0, 300)));
  const home = app === 'portal' ? to : `/${app}${to}`;
  await page.goto(`/auth/login?app=${app}&return=${encodeURIComponent(home)}`);
  await page.getByRole('textbox', { name: /账号|Account|User/i }).fill(login);
  await page.getByLabel(/^(密码|Password)/).fill(PW);
  await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click();
  await page.waitForURL((a) => !/^\/(login|auth|oidc)/.test(a.pathname));
  return { page, context };
}
async function shot(page, name) {
  await page.waitForTimeout(700);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
  await page.evaluate(axeSource);
  const r = await page.evaluate(async () => (await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  console.log(name, wide > 0 ? `TOO WIDE ${wide}` : '', r.length ? `AXE ${JSON.stringify(r)}` : 'ok');
}
export { browser, who, shot, URL0 };
