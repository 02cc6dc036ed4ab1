import { Type } from 'typebox';
import { LANGUAGES } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { shanghaiTime } from '../domain/shanghai-time.ts';
import type { CaseTools } from '../module.ts';
import { VolumesAsked } from './ask.ts';
import { volumesOf } from './show-volumes.ts';
import { volumesWorkbook } from './write-sheet.ts';

/** What the page of volumes shows, as an Excel file; that it was taken, by whom and of what, is recorded. */
export function exportVolumes(tools: CaseTools): Feature {
  return feature({
    name: 'cases.export-volumes',
    method: 'GET',
    path: '/api/work/volumes/export.xlsx',
    summary: { zh: '导出办件量为 Excel', en: 'Volumes as an Excel file' },
    access: { permission: 'cases.read-volumes' },
    query: Type.Interface([VolumesAsked], {
      /** A link does not say the language of its page. */
      language: Type.Optional(Type.Enum([...LANGUAGES])),
    }),
    rateLimit: 20,
    async handle({ actor, trace, reply, language }, { query }) {
      const volumes = await volumesOf(tools, asStaff(actor), query);
      const bytes = await volumesWorkbook(volumes, query.language ?? language, shanghaiTime(tools.clock.now()));
      await tools.db.transaction((tx) =>
        tools.audit.append(tx, {
          actor,
          action: 'cases.export-volumes',
          subject: 'volumes',
          detail: { ...query, from: volumes.from, to: volumes.to, received: volumes.total.received.count },
          trace,
        }),
      );
      const name = `办件量-${volumes.from}-${volumes.to}.xlsx`;
      await reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header(
          'content-disposition',
          `attachment; filename="case-volumes.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`,
        )
        .send(bytes);
      return reply;
    },
  });
}
