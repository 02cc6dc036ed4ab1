import { randomBytes } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { verifySm2 } from '@platform/crypto';
import { canonicalJson } from '@platform/ferry';
import { nodesErrors } from '../domain/errors.ts';
import { nodeKey, type Own } from '../deps.ts';

// What nodes say to each other is one JSON text with an SM2 signature over its bytes; the text names both nodes, the time and a number used
// once, so that it cannot be sent to another node, later, or twice. An answer names the message it answers.

/** As it travels. `signature`: base64 of DER. */
export const Signed = Type.Object(
  { message: Type.String(), signature: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
);
export type Signed = Static<typeof Signed>;

const KINDS = [
  'ask',
  'state',
  'revoked',
  'entry',
  'package',
  'beat',
  'withdraw',
  'request',
  'decision',
  'share-ask',
  'share-withdraw',
  'share-standing',
  'share-act',
  'share-end',
  'share-call',
  'share-compare',
  'answer',
  'fault',
] as const;
const NodeId = Type.String({ pattern: '^n-[0-9a-f]{16}$' });
export const Message = Type.Object(
  {
    format: Type.Literal(1),
    from: NodeId,
    /** Empty only when asking a node whose key is not known yet. */
    to: Type.Union([NodeId, Type.Literal('')]),
    at: Type.String({ maxLength: 30 }),
    nonce: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    kind: Type.Enum([...KINDS]),
    answers: Type.Optional(Type.String({ maxLength: 32 })),
    content: Type.Unknown(),
  },
  { additionalProperties: false },
);
export type Message = Static<typeof Message>;
export type MessageKind = Message['kind'];

/** How far two clocks may be apart. */
const FRESH_MS = 300_000;

/** Signs what this node says. */
export function writeMessage(
  deps: Pick<Own, 'keys' | 'clock'>,
  said: { from: string; to: string; kind: MessageKind; content: unknown; answers?: string },
): Signed & { nonce: string } {
  const nonce = randomBytes(16).toString('hex');
  const message = canonicalJson({ format: 1, ...said, at: deps.clock.now().toISOString(), nonce });
  return { message, signature: nodeKey(deps).sign(Buffer.from(message, 'utf8')).toString('base64'), nonce };
}

/** The message as it claims to be; nothing of it may be believed before {@link demandSigned}. @throws nodes.bad-message */
export function readMessage({ message }: Signed): Message {
  let read: unknown;
  try {
    read = JSON.parse(message);
  } catch (error) {
    throw nodesErrors.badMessage({}, { cause: error });
  }
  if (!Value.Check(Message, read) || Number.isNaN(Date.parse(read.at))) throw nodesErrors.badMessage();
  return read;
}

/** @throws nodes.signature-wrong, nodes.stale */
export function demandSigned(deps: Pick<Own, 'clock'>, signed: Signed, read: Message, key: Uint8Array): void {
  const signature = Buffer.from(signed.signature, 'base64');
  if (!verifySm2(key, Buffer.from(signed.message, 'utf8'), signature)) throw nodesErrors.signatureWrong();
  const apart = Math.abs(deps.clock.now().getTime() - Date.parse(read.at));
  if (apart > FRESH_MS) throw nodesErrors.stale({ seconds: Math.round(apart / 1000) });
}
