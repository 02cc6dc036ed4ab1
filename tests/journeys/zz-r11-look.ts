import { mkdirSync } from 'node:fs';
import { openBrowser } from './support/browser.ts';
const [base, password, ...paths] = process.argv.slice(2);
const browser = await openBrowser();
mkdirSync('/tmp/r11-shots', { recursive: true });
for (const [size, viewport] of Object.entries({
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
})) {
  const context = await browser.newContext({ baseURL: base!, viewport, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/auth/login?app=console&return=/console/railway');
  await page.waitForURL(/\/login\//);
  await page.getByRole('textbox', { name: /账号/ }).fill('data');
  await page.getByLabel(/^密码/).fill(password!);
  await page.getByRole('button', { name: /^登录$/ }).click();
  await page.waitForURL((a) => !/^\/(login|auth|oidc)/.test(a.pathname));
  for (const path of paths) {
    const [where, only] = path.split('@');
    if (only && only !== size) continue;
    await page.goto('/console' + where);
    await page.waitForTimeout(2500);
    await page.screenshot({
      path: `/tmp/r11-shots/${size}${where!.replace(/[^a-z0-9]+/gi, '-')}.png`,
      fullPage: !where!.startsWith('/railway') || size === 'phone',
    });
  }
  await context.close();
}
await browser.close();
