import type { RequestContext } from '@platform/http';

/** A PDF to be looked at in the browser; kept by nobody on the way. */
export function sendPdf(context: RequestContext, file: Buffer, name: string) {
  return context.reply
    .type('application/pdf')
    .header('content-disposition', `inline; filename="${name}.pdf"`)
    .header('cache-control', 'private, no-store')
    .send(file);
}
