import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { paymentErrors } from '../errors.ts';

export type WechatSettings = {
  /** `https://api.mch.weixin.qq.com`, or where a simulator answers. */
  url: string;
  merchant: string;
  app: string;
  /** Serial number of the merchant's certificate. */
  serial: string;
  key: KeyObject;
  platformSerial: string;
  platformKey: KeyObject;
  /** APIv3 key, 32 bytes: opens what notices hold. */
  apiKey: Buffer;
  simulated: boolean;
};

/** From the deployment's settings `PAY_…`; undefined where there is no address. @throws payments.bad-settings, which tells no secret */
export function wechatSettings(deployment: Readonly<Record<string, string>>): WechatSettings | undefined {
  const url = deployment['PAY_URL'];
  if (!url) return undefined;
  const told = (name: string): string => {
    const value = deployment[name];
    if (!value) throw paymentErrors.badSettings({ name, reason: 'missing' });
    return value;
  };
  const file = (name: string): string => {
    try {
      return readFileSync(told(name), 'utf8');
    } catch (error) {
      throw paymentErrors.badSettings({ name, reason: (error as NodeJS.ErrnoException).code ?? 'unreadable' });
    }
  };
  const key = <T>(name: string, read: (text: string) => T): T => {
    const text = file(name);
    try {
      return read(text);
    } catch {
      throw paymentErrors.badSettings({ name, reason: 'no key' });
    }
  };
  const apiKey = Buffer.from(file('PAY_API_KEY_FILE').trim());
  if (apiKey.length !== 32) throw paymentErrors.badSettings({ name: 'PAY_API_KEY_FILE', reason: '32 bytes' });
  if (!URL.canParse(url)) throw paymentErrors.badSettings({ name: 'PAY_URL', reason: url });
  return {
    url: url.replace(/\/+$/, ''),
    merchant: told('PAY_MERCHANT'),
    app: told('PAY_APP'),
    serial: told('PAY_SERIAL'),
    key: key('PAY_KEY_FILE', createPrivateKey),
    platformSerial: told('PAY_PLATFORM_SERIAL'),
    platformKey: key('PAY_PLATFORM_KEY_FILE', createPublicKey),
    apiKey,
    simulated: deployment['PAY_SIMULATED'] === 'yes',
  };
}
