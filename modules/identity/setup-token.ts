import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ROLES } from '@platform/access';
import type { IdentityParts } from './identity-deps.ts';
import { secretFile } from './secret-file.ts';
import { hasAdministrators } from './store/accounts.ts';

/** The three administrators who are kept apart (三员). */
export const ADMINISTRATORS = ROLES.filter((role) => role.apart).map((role) => role.id);

const FILE = 'setup-token';

export function setupTokenPath(dataFolder: string): string {
  return join(dataFolder, FILE);
}

/** The token with which the first administrators are made; undefined once they exist. It stands in a file, never in a log. */
export async function prepareSetupToken({ database, settings, log }: IdentityParts): Promise<string | undefined> {
  if (await database.forModule('identity').read((tx) => hasAdministrators(tx, ADMINISTRATORS))) return undefined;
  const token = await secretFile(settings.dataFolder, FILE, () => randomBytes(24).toString('base64url'));
  log.warn(
    { module: 'identity', file: setupTokenPath(settings.dataFolder), post: '/api/setup/administrators' },
    'no administrators yet: set them up with the token in this file',
  );
  return token;
}
