import path from 'node:path';
import { openBrowser } from '@yiwang/tests/pages/browser.ts';
import { builtAsServed } from '@yiwang/tests/pages/built-app.ts';
import { axe, DESK, overflows, PHONE, SHOTS, watch } from './browser.ts';
import { startMock } from './mock-server.ts';

// `node apps/portal/test/shoot.ts [word]`: pictures of every page (whose name holds `word`) at both sizes, in both languages and in
// elder mode, and what axe says.

const PAGES: [string, string, string?][] = [
  ['home', '/'],
  ['home-out', '/', 'out'],
  ['home-empty', '/', 'empty'],
  ['home-fail', '/', 'fail'],
  ['matters', '/matters'],
  ['matters-none', '/matters?q=zzz'],
  ['guide', '/matters/tennis-membership'],
  ['guide-missing', '/matters/nothing'],
  ['apply', '/apply/c-draft'],
  ['apply-correction', '/apply/c-correction'],
  ['cases', '/cases'],
  ['cases-empty', '/cases', 'empty'],
  ['cases-out', '/cases', 'out'],
  ['case-approved', '/cases/c-approved'],
  ['case-routed', '/cases/c-routed'],
  ['case-correction', '/cases/c-correction'],
  ['case-refused', '/cases/c-refused'],
  ['licences', '/licences'],
  ['licences-empty', '/licences', 'empty'],
  ['licence', '/licences/l-1'],
  ['licence-suspended', '/licences/l-2'],
  ['my-data', '/my-data'],
  ['my-data-empty', '/my-data', 'empty'],
  ['my-data-fail', '/my-data', 'fail'],
  ['verify', '/verify'],
  ['verify-valid', '/verify?t=good'],
  ['verify-forged', '/verify?t=forged'],
  ['login', '/login/abc'],
  ['me', '/me'],
  ['me-out', '/me', 'out'],
  ['missing', '/nowhere'],
];

const VARIANTS = [
  { name: 'phone-zh', size: PHONE, lang: 'zh', elder: false },
  { name: 'phone-en', size: PHONE, lang: 'en', elder: false },
  { name: 'phone-elder', size: PHONE, lang: 'zh', elder: true },
  { name: 'desk-zh', size: DESK, lang: 'zh', elder: false },
  { name: 'desk-en', size: DESK, lang: 'en', elder: false },
  { name: 'desk-elder', size: DESK, lang: 'zh', elder: true },
];

const word = process.argv[2] ?? '';
const variantWord = process.argv[3] ?? '';
const mock = await startMock(await builtAsServed('portal'));
const browser = await openBrowser();
const lines: string[] = [];
try {
  for (const variant of VARIANTS.filter((one) => one.name.includes(variantWord))) {
    const context = await browser.newContext({ viewport: variant.size, bypassCSP: false });
    await context.addInitScript(
      ({ lang, elder }) => {
        // Also runs in the blank page before the first address, which has no storage.
        if (!location.protocol.startsWith('http')) return;
        localStorage.setItem('yiwang.language', lang);
        if (elder) localStorage.setItem('yiwang.elder', 'on');
      },
      { lang: variant.lang, elder: variant.elder },
    );
    const complaints = watch(context);
    const page = await context.newPage();
    for (const [name, where, mode] of PAGES.filter(([one]) => one.includes(word))) {
      await context.setExtraHTTPHeaders({ 'x-mock': mode ?? 'full' });
      await page.goto(mock.url + where);
      await page
        .waitForFunction(() => document.querySelector('h1') && !document.querySelector('.loading'), undefined, {
          timeout: 8000,
        })
        .catch(() => lines.push(`${variant.name} ${name}: still loading`));
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: path.join(SHOTS, `${name}.${variant.name}.png`), fullPage: true });
      const wide = await overflows(page);
      if (wide > 0) lines.push(`${variant.name} ${name}: ${wide}px too wide`);
      for (const fault of await axe(page, { enhanced: variant.elder }))
        lines.push(`${variant.name} ${name}: axe ${fault}`);
      for (const complaint of complaints.splice(0)) lines.push(`${variant.name} ${name}: ${complaint}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await mock.close();
}
process.stdout.write(`${lines.join('\n')}\n${lines.length} complaints\n`);
