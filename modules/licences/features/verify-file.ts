import { feature, type Feature } from '@platform/http';
import { licenceErrors } from '../errors.ts';
import type { LicenceTools } from '../module.ts';
import { judgeFile, Verdict } from '../verify.ts';

const LARGEST = 5 * 1024 * 1024;

/** Anyone may verify a licence file. It is looked at in memory and not kept. */
export function verifyFile(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.verify-file',
    method: 'POST',
    path: '/api/verify/file',
    summary: { zh: '上传证照文件核验（不保存文件）', en: 'Verify a licence file; it is not kept' },
    access: { public: true },
    rateLimit: 30,
    bodyLimit: LARGEST + 64 * 1024,
    response: Verdict,
    async handle({ request }) {
      if (!request.isMultipart()) throw licenceErrors.fileMissing();
      const file = await request.file({ limits: { fileSize: LARGEST, files: 1 } });
      if (!file) throw licenceErrors.fileMissing();
      const chunks: Buffer[] = [];
      for await (const chunk of file.file) chunks.push(chunk as Buffer);
      if (file.file.truncated) throw licenceErrors.fileTooLarge();
      return judgeFile(tools, Buffer.concat(chunks));
    },
  });
}
