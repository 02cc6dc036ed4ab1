import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { blankForm, sampleForm } from './blank-form.ts';

/** 空白表格 and 示例样表 of the application form, for everyone: made from the form of the version in use, so that paper and page ask alike. */
export function showBlankForm(tools: Pick<CaseTools, 'clock' | 'drawing' | 'matters' | 'organisations'>): Feature {
  return feature({
    name: 'cases.show-blank-form',
    method: 'GET',
    path: '/api/matters/:id/forms/:which',
    summary: {
      zh: '申请表的空白表格或示例样表（PDF）',
      en: 'The application form blank, or filled in as a sample (PDF)',
    },
    access: { public: true },
    params: Type.Object({ id: Type.String({ maxLength: 64 }), which: Type.Enum(['blank', 'sample']) }),
    rateLimit: 60,
    async handle(context, { params: { id, which } }) {
      const matter = tools.matters.get(id);
      const facts = { matter, office: tools.organisations.get(matter.organisation).name.zh, at: tools.clock.now() };
      const spec = which === 'blank' ? blankForm(facts) : sampleForm(facts);
      if (!spec) throw caseErrors.noSampleForm();
      return context.reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${id}-${which}.pdf"`)
        .header('cache-control', 'no-cache')
        .send(await tools.drawing.draw(spec));
    },
  });
}
