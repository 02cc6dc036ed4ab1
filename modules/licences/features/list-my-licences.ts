import { Type } from 'typebox';
import { applicantSubject, asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { LicenceTools } from '../module.ts';
import { licencesOfSubject } from '../store/licences.ts';
import { MyLicence, myLicence } from '../views/my-licence.ts';

export function listMyLicences(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.list-my-licences',
    method: 'GET',
    path: '/api/licences/mine',
    summary: { zh: '我的证照', en: 'My licences' },
    access: { signedIn: 'person' },
    response: Type.Object({ items: Type.Array(Type.Object(MyLicence)) }),
    async handle(context) {
      const subject = applicantSubject(asPerson(context.actor));
      const rows = await tools.db.read((tx) => licencesOfSubject(tx, subject));
      return { items: rows.map((row) => myLicence(tools, row, context.language)) };
    },
  });
}
