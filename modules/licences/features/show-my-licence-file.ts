import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { licenceFile } from '../render-file.ts';
import { ownLicence } from './own-licence.ts';

export function showMyLicenceFile(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.show-my-licence-file',
    method: 'GET',
    path: '/api/licences/mine/:id/file',
    summary: { zh: '下载证照文件（签名 PDF）', en: 'The licence as a signed PDF' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    async handle(context, { params }) {
      const row = await tools.db.read((tx) => ownLicence(tx, params.id, asPerson(context.actor), 'read'));
      const file = await licenceFile(tools, row);
      return context.reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${row.identifier.replaceAll('.', '-')}.pdf"`)
        .header('cache-control', 'private, no-store')
        .send(file);
    },
  });
}
