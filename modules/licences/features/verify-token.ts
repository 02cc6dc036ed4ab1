import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { judgeToken, Verdict } from '../verify.ts';

/** Anyone may verify what a licence's QR code says. */
export function verifyToken(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.verify-token',
    method: 'POST',
    path: '/api/verify/token',
    summary: { zh: '扫码核验证照', en: 'Verify the code of a licence' },
    access: { public: true },
    rateLimit: 60,
    body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 2000 }) }),
    response: Verdict,
    handle: ({ language }, { body }) => judgeToken(tools, body.token, language),
  });
}
