import { canonicalJson, licenceIdentifier, shanghaiDate } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import type { Tx } from '@platform/database';
import { enqueue } from '@platform/jobs';
import type { IssueFacts } from '@modules/cases/contract';
import { licenceIssued } from './contract/index.ts';
import { lastDay } from './domain/licence.ts';
import { licenceFields } from './domain/licence-fields.ts';
import type { LicenceRecord } from './domain/record.ts';
import { signedPart, writeToken, type TokenPayload } from './domain/token.ts';
import type { LicenceTools } from './module.ts';
import { RENDER_FILE } from './render-file.ts';
import { insertChange } from './store/changes.ts';
import { insertLicence, nextLicenceSerial, type LicenceRow } from './store/licences.ts';

const SYSTEM = { kind: 'system', name: 'licences.on-case-decided' } as const;

/**
 * Issues the licence of an approved case: numbered (GB/T 36904), put down in canonical form, signed with the issuer's SM2 key.
 * A case that has its licence already gets no other; then nothing happens. Its file is drawn afterwards, so that approval is not
 * slowed by drawing.
 */
export async function issueLicence(
  tools: LicenceTools,
  tx: Tx,
  facts: IssueFacts & { licenceTemplate: string },
  trace: string,
): Promise<string | undefined> {
  const definition = tools.packs.get('licences', facts.licenceTemplate);
  const template = definition.value;
  const matter = tools.matters.get(facts.matter, facts.matterVersion);
  const issuer = tools.organisations.get(template.issuer);
  const now = tools.clock.now();
  const today = shanghaiDate(now);
  const serial = `${today.slice(0, 4)}${String(await nextLicenceSerial(tx)).padStart(8, '0')}`;
  const identifier = licenceIdentifier({ type: template.typeCode, issuer: issuer.creditCode, serial, version: '001' });
  const values = {
    caseNo: facts.caseNo,
    today,
    applicant: facts.holder,
    form: facts.form,
    data: facts.data,
    decision: facts.decision,
  };
  const record: LicenceRecord = {
    format: 1,
    identifier,
    template: template.id,
    templateVersion: `${definition.packVersion}+${definition.hash.slice(0, 12)}`,
    title: template.title,
    ...(template.layout.subtitle ? { subtitle: template.layout.subtitle } : {}),
    colour: template.layout.colour,
    issuer: { id: issuer.id, name: issuer.name, creditCode: issuer.creditCode },
    holder: { name: facts.holder.name, citizenId: facts.holder.citizenId },
    caseNo: facts.caseNo,
    issuedAt: now.toISOString(),
    issuedOn: today,
    validUntil: template.validity.kind === 'permanent' ? null : lastDay(today, template.validity.years),
    fields: licenceFields(tools.packs, template, matter, values),
  };
  const key = tools.trust.key(issuer);
  const canonical = Buffer.from(canonicalJson(record), 'utf8');
  const payload: TokenPayload = {
    identifier,
    template: template.id,
    keyVersion: key.version,
    issuedAt: Math.floor(now.getTime() / 1000),
    holder: Buffer.from(tools.blindIndex(facts.holder.citizenId, `licence:${identifier}`), 'hex')
      .subarray(0, 16)
      .toString('base64url'),
    validUntil: record.validUntil,
  };
  const token = writeToken(payload, key.sign(Buffer.from(signedPart(payload), 'utf8')));
  const id = tools.ids.next();
  const row: LicenceRow = {
    id,
    identifier,
    template: template.id,
    caseId: facts.caseId,
    caseNo: facts.caseNo,
    matter: facts.matter,
    matterVersion: facts.matterVersion,
    issuer: issuer.id,
    subject: facts.holder.subject,
    status: 'valid',
    revision: 0,
    issuedAt: now,
    validUntil: record.validUntil,
    updatedAt: now,
    recordDigest: sm3(canonical),
    tokenDigest: sm3(token),
    sealedRecord: tools.contents.sealRecord(id, record),
    sealedToken: tools.contents.sealToken(id, token),
    recordSignature: key.sign(canonical),
    keyVersion: key.version,
    fileId: null,
    sealedNotice: null,
  };
  if (!(await insertLicence(tx, row))) return undefined;
  const event = { licenceId: id, identifier, template: template.id, caseId: facts.caseId, subject: row.subject };
  // None needs another's result; given side by side they take one way to the database.
  await Promise.all([
    insertChange(tx, {
      id: tools.ids.next(),
      licenceId: id,
      kind: 'issued',
      at: now,
      byKind: 'system',
      byOrganisation: issuer.id,
      byAccount: null,
      sealedReason: null,
    }),
    tools.outbox.append(tx, licenceIssued, `licence:${id}`, event, trace),
    tools.audit.append(tx, {
      actor: SYSTEM,
      action: 'licences.issue',
      subject: `licence:${id}`,
      detail: { identifier, caseNo: facts.caseNo, template: template.id },
      trace,
    }),
    enqueue(tx, RENDER_FILE, { licenceId: id }, { key: `licences.render-file:${id}` }),
  ]);
  return id;
}
