import { isCitizenId, maskValue, type Language, type LocalText, type Mask } from '@platform/kernel';

/** One field of a licence: the value as it is, what people read, and how strangers may see it. */
export type LicenceField = { name: string; title: LocalText; value: string; shown: LocalText; mask: Mask };

/** The licence itself: canonical JSON of this is what the issuer signs, so it has whole numbers and texts only. */
export type LicenceRecord = {
  format: 1;
  identifier: string;
  template: string;
  templateVersion: string;
  title: LocalText;
  subtitle?: LocalText;
  colour: string;
  issuer: { id: string; name: LocalText; creditCode: string };
  holder: { name: string; citizenId: string };
  caseNo: string;
  /** ISO instant and dates of Shanghai. */
  issuedAt: string;
  issuedOn: string;
  validUntil: string | null;
  fields: LicenceField[];
};

/** The holder as strangers may see them: a person's name masked, a firm's as it is. */
export function holderShown({ holder }: LicenceRecord): string {
  return isCitizenId(holder.citizenId) ? maskValue(holder.name, 'name') : holder.name;
}

/** What anyone may see of a genuine licence, in the reader's language. */
export function maskedFields(record: LicenceRecord, language: Language): { title: LocalText; value: string }[] {
  return record.fields.map(({ title, shown, mask }) => ({ title, value: maskValue(shown[language], mask) }));
}
