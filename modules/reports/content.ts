import { contentContext, type Own } from './deps.ts';
import type { Report } from './store/reports.ts';

/**
 * What goes up of a report. Codes of matter and organisation are those of now, so that a report that was refused for a wrong code goes again
 * with the right one; what happened is as it was kept.
 */
export function contentOf(
  { sealer, matters, organisations }: Pick<Own, 'sealer' | 'matters' | 'organisations'>,
  report: Pick<Report, 'id' | 'matter' | 'organisation' | 'sealedContent' | 'at' | 'what'>,
): Record<string, unknown> {
  const matter = matters.find(report.matter);
  const organisation = organisations.find(report.organisation);
  return {
    matter_code: matter?.codes.taskCode ?? '',
    matter_name: matter?.title.zh ?? report.matter,
    org_code: organisation?.creditCode ?? '',
    org_name: organisation?.name.zh ?? report.organisation,
    area_code: organisation?.division ?? '',
    happened_at: report.at.toISOString(),
    what: report.what,
    ...(sealer.openJson(report.sealedContent, contentContext(report.id)) as Record<string, unknown>),
  };
}
