import { Type } from 'typebox';
import { LocalText, type Language } from '@platform/kernel';
import { qrSvg } from '@platform/documents';
import { CHANGE_TITLES } from '../domain/titles.ts';
import type { LicenceTools } from '../module.ts';
import { verifyUrl } from '../render-file.ts';
import type { Change } from '../store/changes.ts';
import type { LicenceRow } from '../store/licences.ts';
import { MyLicence, myLicence } from './my-licence.ts';
import { Notice, noticeView } from './notice.ts';

/** A licence opened by its holder: with its code, its history and, where something was decided against it, the notice. */
export const MyLicencePage = Type.Object({
  ...MyLicence,
  qrSvg: Type.String(),
  verifyUrl: Type.String(),
  history: Type.Array(Type.Object({ at: Type.String(), text: LocalText })),
  notice: Type.Optional(Notice),
});
type MyLicencePage = Type.Static<typeof MyLicencePage>;

export async function myLicencePage(
  tools: LicenceTools,
  row: LicenceRow,
  changes: readonly Change[],
  language: Language,
): Promise<MyLicencePage> {
  const url = verifyUrl(tools, row);
  const notice = noticeView(tools, row);
  return {
    ...myLicence(tools, row, language),
    qrSvg: await qrSvg(url),
    verifyUrl: url,
    history: changes.map(({ at, kind }) => ({
      at: at.toISOString(),
      text: CHANGE_TITLES[kind] ?? { zh: kind, en: kind },
    })),
    ...(notice ? { notice } : {}),
  };
}
