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
    async handle({ request, language }) {
      if (!request.isMultipart()) throw licenceErrors.fileMissing();
      const file = await request.file({ limits: { fileSize: LARGEST, files: 1 } });
      if (!file) throw licenceErrors.fileMissing();
      // At the limit, not at the end: the part itself ends only with the last byte that someone sends, however many they are.
      const tooLarge = new Promise<never>((_, refuse) => {
        file.file.once('limit', () => refuse(licenceErrors.fileTooLarge()));
      });
      const bytes = await Promise.race([bytesOf(file.file), tooLarge]);
      if (file.file.truncated) throw licenceErrors.fileTooLarge();
      return judgeFile(tools, bytes, language);
    },
  });
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
