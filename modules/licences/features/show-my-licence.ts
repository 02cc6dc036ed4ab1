import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { qrSvg } from '@platform/documents';
import { feature, type Feature } from '@platform/http';
import { CHANGE_TITLES } from '../domain/titles.ts';
import type { LicenceTools } from '../module.ts';
import { verifyUrl } from '../render-file.ts';
import { changesOf } from '../store/changes.ts';
import { MyLicence, myLicence } from '../views/my-licence.ts';
import { noticeView, Notice } from '../views/notice.ts';
import { ownLicence } from './own-licence.ts';

/** One licence with its code, its history and, where something was decided against it, the notice and the way to object. */
export function showMyLicence(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.show-my-licence',
    method: 'GET',
    path: '/api/licences/mine/:id',
    summary: { zh: '查看我的证照', en: 'One of my licences' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String() }),
    response: Type.Object({
      ...MyLicence,
      qrSvg: Type.String(),
      verifyUrl: Type.String(),
      history: Type.Array(Type.Object({ at: Type.String(), text: LocalText })),
      notice: Type.Optional(Notice),
    }),
    async handle(context, { params }) {
      const { row, changes } = await tools.db.read(async (tx) => {
        const own = await ownLicence(tx, params.id, asPerson(context.actor), 'read');
        return { row: own, changes: await changesOf(tx, own.id) };
      });
      const url = verifyUrl(tools, row);
      const notice = noticeView(tools, row);
      return {
        ...myLicence(tools, row, context.language),
        qrSvg: await qrSvg(url),
        verifyUrl: url,
        history: changes.map(({ at, kind }) => ({
          at: at.toISOString(),
          text: CHANGE_TITLES[kind] ?? { zh: kind, en: kind },
        })),
        ...(notice ? { notice } : {}),
      };
    },
  });
}
