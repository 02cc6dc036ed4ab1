import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What merchant and platform hold, as files of one folder; the merchant's deployment is told their places. */
export type PayKeys = {
  merchantPublic: KeyObject;
  platform: KeyObject;
  apiKey: Buffer;
  files: { merchant: string; platformPublic: string; apiKey: string };
};

/** The same keys from one start to the next. */
export function keptKeys(folder: string): PayKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const files = { merchant: at('merchant.pem'), platformPublic: at('platform-public.pem'), apiKey: at('api-key') };
  if (!existsSync(at('platform.pem'))) {
    const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
    const write = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
    const [merchant, platform] = [pair(), pair()];
    const pem = (key: KeyObject): string =>
      key.export({ format: 'pem', type: key.type === 'public' ? 'spki' : 'pkcs8' }) as string;
    write(files.merchant, pem(merchant.privateKey));
    write(files.apiKey, randomBytes(16).toString('hex'));
    write(files.platformPublic, pem(platform.publicKey));
    // Last: whoever finds it finds the others.
    write(at('platform.pem'), pem(platform.privateKey));
  }
  return {
    merchantPublic: createPublicKey(createPrivateKey(readFileSync(files.merchant, 'utf8'))),
    platform: createPrivateKey(readFileSync(at('platform.pem'), 'utf8')),
    apiKey: Buffer.from(readFileSync(files.apiKey, 'utf8')),
    files,
  };
}
