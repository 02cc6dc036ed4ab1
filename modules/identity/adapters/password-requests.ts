import type { IncomingMessage } from 'node:http';

/** Requests whose body holds a password or a token that opens the installation. */
const WITH_PASSWORD = /^\/api\/(sign-in\/[^/]+|accounts|accounts\/[^/]+\/password|setup\/administrators)\/?(\?|$)/;

/**
 * Takes the Idempotency-Key off requests that carry a password. A password must be judged anew each time, and not even a keyed
 * fingerprint of one is kept. Done twice, these requests do no harm.
 */
export function forgetKeyOfPasswords(request: IncomingMessage): void {
  if (request.headers['idempotency-key'] !== undefined && WITH_PASSWORD.test(request.url ?? '')) {
    delete request.headers['idempotency-key'];
  }
}
