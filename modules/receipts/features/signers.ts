import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { actorLabel, asStaff, inScope } from '@platform/access';
import { isSm2PublicKey, parseCertificate } from '@platform/crypto';
import { feature, type Feature } from '@platform/http';
import { pemOf } from '@platform/receipts';
import { applicationsOf, nameOf, titleOf, type Own } from '../deps.ts';
import { receiptErrors } from '../domain/errors.ts';
import { listSigners as selectSigners, replaceSigner } from '../store/signers.ts';

const Signer = Type.Object({
  application: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  fingerprint: Type.String(),
  registeredAt: Type.String(),
});

/** The keys with which applications sign, and those applications of the reader's that have none. */
export function listSigners(deps: Own): Feature {
  return feature({
    name: 'receipts.list-signers',
    method: 'GET',
    path: '/api/receipts/signers',
    summary: { zh: '应用的签名公钥', en: 'Signing keys of applications' },
    access: { permission: 'receipts.read' },
    response: Type.Object({
      items: Type.Array(Signer),
      without: Type.Array(Type.Object({ application: Type.String(), title: LocalText })),
    }),
    async handle({ actor }) {
      const staff = asStaff(actor);
      const rows = (await deps.db.read((tx) => selectSigners(tx))).filter((row) => inScope(staff, row.organisation));
      const known = new Set(rows.map(({ application }) => application));
      return {
        items: rows.map((row) => ({
          application: row.application,
          title: titleOf(deps, row.application),
          organisation: row.organisation,
          organisationName: nameOf(deps, row.organisation),
          fingerprint: parseCertificate(row.certificate).fingerprint,
          registeredAt: row.registered_at.toISOString(),
        })),
        without: applicationsOf(deps.packs).flatMap(({ id, title, organisation }) =>
          organisation !== undefined && inScope(staff, organisation) && !known.has(id)
            ? [{ application: id, title }]
            : [],
        ),
      };
    },
  });
}

/** Registers the public key with which an application signs; the certificate for it is the answer. The private key never comes here. */
export function registerSigner(deps: Own): Feature {
  return feature({
    name: 'receipts.register-signer',
    method: 'POST',
    path: '/api/receipts/signers',
    summary: { zh: '登记应用的签名公钥', en: 'Register an application’s signing key' },
    access: { permission: 'interfaces.manage-keys' },
    body: Type.Object(
      {
        application: Type.String({ maxLength: 64 }),
        publicKey: Type.String({ maxLength: 130, description: '04‖x‖y, 65 bytes in hex' }),
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: Type.Object({ certificate: Type.String(), fingerprint: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const staff = asStaff(actor);
      const application = applicationsOf(deps.packs).find(({ id }) => id === body.application);
      if (!application || application.organisation === undefined || !inScope(staff, application.organisation))
        throw receiptErrors.unknownApplication({ application: body.application });
      const publicKey = Buffer.from(body.publicKey, 'hex');
      if (body.publicKey.length !== 130 || !isSm2PublicKey(publicKey)) throw receiptErrors.badPublicKey();
      const name = nameOf(deps, application.organisation).zh;
      const certificate = deps.trust.certify(application.id, name, publicKey);
      await deps.db.transaction(async (tx) => {
        await replaceSigner(tx, {
          id: deps.ids.next(),
          application: application.id,
          organisation: application.organisation as string,
          public_key: publicKey.toString('hex'),
          certificate: certificate.der,
          registered_at: deps.clock.now(),
          registered_by: actorLabel(actor).id,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'receipts.register-signer',
          subject: `application:${application.id}`,
          detail: { fingerprint: certificate.fingerprint },
          trace,
        });
      });
      deps.live.publish({ topic: 'receipts', data: {} });
      return { certificate: pemOf(certificate), fingerprint: certificate.fingerprint };
    },
  });
}
