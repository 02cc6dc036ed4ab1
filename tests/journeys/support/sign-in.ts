import type { Page } from 'playwright-core';
import type { Product } from './product.ts';
import type { Visitor } from './browser.ts';

/** Fills our sign-in page, which must be open, and waits until it has led back to where one came from. */
export async function typeSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: /账号|Account|User/i }).fill(login);
  await page.getByLabel(/^(密码|Password)/).fill(password);
  await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click();
  await page.waitForURL((address) => !/^\/(login|auth|oidc)/.test(address.pathname));
}

/** Signs in to one of the apps and stands on the page asked for. */
export async function signIn(
  visitor: Visitor,
  product: Product,
  app: 'portal' | 'console' | 'cockpit',
  login: string,
  to = '/',
): Promise<void> {
  const home = app === 'portal' ? to : `/${app}${to}`;
  await visitor.page.goto(`/auth/login?app=${app}&return=${encodeURIComponent(home)}`);
  await visitor.page.waitForURL(/\/login\//);
  await typeSignIn(visitor.page, login, product.password);
}
