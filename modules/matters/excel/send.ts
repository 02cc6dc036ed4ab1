import type { RequestContext } from '@platform/http';

/** Sends a workbook to be saved: `plain` is its name where only ASCII is understood. */
export async function sendWorkbook<R extends RequestContext['reply']>(
  reply: R,
  bytes: Buffer,
  plain: string,
  name: string,
): Promise<R> {
  await reply
    .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .send(bytes);
  return reply;
}
