import { Type, type Static } from 'typebox';
import type { CaseTools } from '../module.ts';
import type { AttachmentRecord } from '../store/attachments.ts';

export const Attachment = Type.Object({
  id: Type.String(),
  /** The field of the form: `plan`, `players[].photo`. */
  field: Type.String(),
  material: Type.String(),
  name: Type.String(),
  size: Type.Integer(),
  state: Type.Enum(['receiving', 'stored']),
  /** Bytes that have arrived. */
  offset: Type.Integer(),
  mime: Type.Optional(Type.String()),
  /** Whether a scanner looked at it. */
  scanned: Type.Boolean(),
  /** In that scanner's own words: a simulator says that it is one. */
  scannedBy: Type.Optional(Type.String()),
});
export type Attachment = Static<typeof Attachment>;

/** The context under which the content of a file is sealed and named: of one attachment only. */
export const contentContext = (caseId: string, id: string): string => `case:${caseId}:attachment:${id}`;

const namePlace = (id: string): string => `cases.attachment:${id}:name`;
export const sealName = (tools: Pick<CaseTools, 'sealer'>, id: string, name: string): Buffer =>
  tools.sealer.sealText(name, namePlace(id));
export const nameOf = (
  tools: Pick<CaseTools, 'sealer'>,
  { id, sealedName }: Pick<AttachmentRecord, 'id' | 'sealedName'>,
): string => tools.sealer.openText(sealedName, namePlace(id));

export async function attachmentView(tools: CaseTools, record: AttachmentRecord): Promise<Attachment> {
  const arrived = record.state === 'receiving' ? await tools.files.uploads.offset(record.id) : undefined;
  return {
    id: record.id,
    field: record.place,
    material: record.material,
    name: nameOf(tools, record),
    size: record.size,
    state: record.state === 'receiving' ? 'receiving' : 'stored',
    offset: record.state === 'receiving' ? (arrived?.offset ?? 0) : record.size,
    ...(record.mime === null ? {} : { mime: record.mime }),
    scanned: record.scanResult === 'clean',
    ...(record.scannedBy === null ? {} : { scannedBy: record.scannedBy }),
  };
}
