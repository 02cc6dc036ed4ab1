import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import { tellForm, type FormSchema, type Told } from '@platform/forms';
import type { Matter } from '@modules/matters/contract';
import { nameOf } from '../attachments/attachment-view.ts';
import { papersOf } from '../domain/prefilled.ts';
import type { CaseTools } from '../module.ts';
import type { AttachmentRecord } from '../store/attachments.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { CommentRecord } from '../store/comments.ts';

const Who = Type.Object({ name: Type.String(), organisationName: LocalText });

/** A remark as officers see it; without text once it was taken back. */
export const Comment = Type.Object({
  id: Type.String(),
  replyTo: Type.Optional(Type.String()),
  /** JSON Pointer of the field it is on, or the file; neither: the case. */
  field: Type.Optional(Type.String()),
  file: Type.Optional(Type.String()),
  /** What the field or file is called. */
  place: Type.Optional(LocalText),
  at: Type.String(),
  by: Who,
  mine: Type.Boolean(),
  text: Type.Optional(Type.String()),
  /** Names of who is named in it. */
  mentioned: Type.Array(Type.String()),
  withdrawnAt: Type.Optional(Type.String()),
  resolved: Type.Optional(Type.Object({ at: Type.String(), by: Who })),
  may: Type.Array(Type.Enum(['reply', 'resolve', 'reopen', 'withdraw'])),
});
export type Comment = Type.Static<typeof Comment>;
export const Comments = Type.Object({
  items: Type.Array(Comment),
  /** How many that began something are not dealt with. */
  open: Type.Integer(),
});
export type Comments = Type.Static<typeof Comments>;

export async function commentsView(
  tools: CaseTools,
  staff: StaffActor,
  record: CaseRecord,
  comments: readonly CommentRecord[],
  files: readonly AttachmentRecord[],
): Promise<Comments> {
  const accounts = new Set(
    comments.flatMap(({ byAccount, resolvedAccount, mentioned }) =>
      [byAccount, ...mentioned, resolvedAccount ?? []].flat(),
    ),
  );
  const names = new Map(
    await Promise.all([...accounts].map(async (id) => [id, (await tools.identity.staffOf(id))?.name ?? id] as const)),
  );
  const fields = fieldTitles(tools, record);
  const office = (id: string): LocalText => tools.organisations.find(id)?.name ?? { zh: id, en: id };
  const who = (account: string, organisation: string) => ({
    name: names.get(account) ?? account,
    organisationName: office(organisation),
  });
  const placeOf = ({ field, attachment }: CommentRecord): LocalText | undefined => {
    if (field !== null) return fields.get(field) ?? { zh: '已不在表单中的字段', en: 'A field no longer in the form' };
    const file = files.find(({ id }) => id === attachment);
    if (attachment === null) return undefined;
    const name = file ? nameOf(tools, file) : undefined;
    return name === undefined ? { zh: '已更换的附件', en: 'A file that was replaced' } : { zh: name, en: name };
  };
  const items = comments.map((one): Comment => {
    const place = placeOf(one);
    const isGone = one.withdrawnAt !== null;
    return {
      id: one.id,
      ...(one.replyTo === null ? {} : { replyTo: one.replyTo }),
      ...(one.field === null ? {} : { field: one.field }),
      ...(one.attachment === null ? {} : { file: one.attachment }),
      ...(place ? { place } : {}),
      at: one.at.toISOString(),
      by: who(one.byAccount, one.byOrganisation),
      mine: one.byAccount === staff.accountId,
      ...(isGone ? { withdrawnAt: (one.withdrawnAt as Date).toISOString() } : { text: tools.contents.comment(one) }),
      mentioned: isGone ? [] : one.mentioned.map((id) => names.get(id) ?? id),
      ...(one.resolvedAt && one.resolvedAccount && one.resolvedOrganisation
        ? { resolved: { at: one.resolvedAt.toISOString(), by: who(one.resolvedAccount, one.resolvedOrganisation) } }
        : {}),
      may: mayDo(tools, staff, one),
    };
  });
  return { items, open: comments.filter(isOpen).length };
}

/** Began something, and is neither dealt with nor taken back. */
const isOpen = ({ replyTo, resolvedAt, withdrawnAt }: CommentRecord): boolean =>
  replyTo === null && resolvedAt === null && withdrawnAt === null;

function mayDo(tools: CaseTools, staff: StaffActor, one: CommentRecord): Comment['may'] {
  if (one.withdrawnAt !== null) return [];
  const first = one.replyTo === null ? (['reply', one.resolvedAt === null ? 'resolve' : 'reopen'] as const) : [];
  return [...first, ...(mayWithdraw(tools, staff, one) ? (['withdraw'] as const) : [])];
}

/** One's own, while it is fresh. */
export function mayWithdraw(
  tools: Pick<CaseTools, 'clock' | 'limits'>,
  staff: StaffActor,
  one: CommentRecord,
): boolean {
  const age = tools.clock.now().getTime() - one.at.getTime();
  return one.byAccount === staff.accountId && age < tools.limits.commentMinutes * 60_000;
}

/** What the fields of a case are called, by JSON Pointer, as it was filled in. */
export function fieldTitles(tools: CaseTools, record: CaseRecord): Map<string, LocalText> {
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const [zh, en] = [titlesIn(tools, record, matter, 'zh'), titlesIn(tools, record, matter, 'en')];
  return new Map([...zh].map(([pointer, title]) => [pointer, { zh: title, en: en.get(pointer) ?? title }]));
}

function titlesIn(tools: CaseTools, record: CaseRecord, matter: Matter, language: 'zh' | 'en'): Map<string, string> {
  const { materials } = papersOf(matter, tools.contents.data(record));
  const pages = tellForm(matter.formSchema as FormSchema, tools.contents.form(record), language, {
    handedIn: true,
    without: materials.filter(({ avoided }) => avoided).map(({ id }) => id),
  });
  const found = new Map<string, string>();
  const walk = (fields: readonly Told[], before: string): void => {
    for (const { pointer, title, entries } of fields) {
      found.set(pointer, `${before}${title}`);
      for (const entry of entries ?? []) walk(entry.fields, `${before}${entry.title} · `);
    }
  };
  for (const { fields } of pages) walk(fields, '');
  return found;
}
