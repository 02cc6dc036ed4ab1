import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { changesOf } from '../store/changes.ts';
import { MyLicencePage, myLicencePage } from '../views/my-licence-page.ts';
import { ownLicence } from './own-licence.ts';

export function showMyLicence(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.show-my-licence',
    method: 'GET',
    path: '/api/licences/mine/:id',
    summary: { zh: '查看我的证照', en: 'One of my licences' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    response: MyLicencePage,
    async handle(context, { params }) {
      const { row, changes } = await tools.db.read(async (tx) => {
        const own = await ownLicence(tx, params.id, asPerson(context.actor), 'read');
        return { row: own, changes: await changesOf(tx, own.id) };
      });
      return myLicencePage(tools, row, changes, context.language);
    },
  });
}
