import { browser, who, shot } from './zz-look.mjs';
try {
  const g = await who('guard', 'console', { to: '/unusual-reads' });
  await g.page.waitForTimeout(1500);
  await shot(g.page, 'alerts-desk-zh');
  const first = g.page.locator('tbody .plain-button').first();
  if (await first.count()) { await first.click(); await g.page.waitForTimeout(1200); await shot(g.page, 'alert-desk-zh'); }
  await g.page.goto('/console/watched'); await shot(g.page, 'watched-empty-desk-zh');
  await g.page.getByRole('button', { name: '提出一人' }).click(); await g.page.waitForTimeout(600); await shot(g.page, 'watched-propose-desk-zh');
  const w = await who('window', 'console', { to: '/questions' });
  await w.page.waitForTimeout(1200); await shot(w.page, 'questions-desk-zh');
  await w.page.locator('tbody .plain-button').first().click(); await w.page.waitForTimeout(1200); await shot(w.page, 'question-desk-zh');
} catch (e) { console.log(e.message); } finally { await browser.close(); }
