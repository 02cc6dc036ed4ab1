import type { TSchema, Static } from 'typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { DomainError } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import { NodeFacts, nodeIdOf } from '../domain/identity.ts';
import type { Own } from '../deps.ts';
import type { Peer } from '../store/peers.ts';
import { selfFacts } from '../store/self.ts';
import { demandSigned, readMessage, Signed, writeMessage, type MessageKind } from './message.ts';
import { postJson } from './post.ts';

const TIMEOUT_MS = 15_000;
const PACKAGE_TIMEOUT_MS = 120_000;
export const LINK_PATH = '/api/nodes/link/messages';
export const PACKAGES_PATH = '/api/nodes/link/packages';

const Refusal = Type.Object({
  code: Type.String({ maxLength: 100 }),
  zh: Type.String({ maxLength: 2_000 }),
  en: Type.String({ maxLength: 2_000 }),
});
const Problem = Type.Object({ code: Type.String({ maxLength: 100 }) });
const AskAnswer = Type.Object({
  node: NodeFacts,
  state: Type.Enum(['asked', 'active', 'refused', 'revoked']),
});

/** Says something to a node whose key is pinned, and gives its answer. @throws what the node refuses with, nodes.unreachable, nodes.bad-answer */
export async function callPeer<T extends TSchema>(
  deps: Pick<Own, 'keys' | 'clock' | 'settings' | 'database' | 'organisations'>,
  peer: Pick<Peer, 'id' | 'url' | 'publicKey'>,
  call: { kind: MessageKind; content: unknown; answer: T; signal?: AbortSignal },
): Promise<Static<T>> {
  const self = await selfFacts(deps);
  const { nonce, ...signed } = writeMessage(deps, {
    from: self.id,
    to: peer.id,
    kind: call.kind,
    content: call.content,
  });
  const packages = call.kind === 'package';
  const answered = await postJson({
    url: `${peer.url}${packages ? PACKAGES_PATH : LINK_PATH}`,
    node: peer.id,
    body: signed,
    timeoutMs: packages ? PACKAGE_TIMEOUT_MS : TIMEOUT_MS,
    ourselves: deps.settings.demo,
    ...(call.signal ? { signal: call.signal } : {}),
  });
  return contentOf(deps, answered, { node: peer.id, key: peer.publicKey, nonce, self: self.id }, call.answer);
}

/** Asks the node at an address to take this one as its child. What it says of itself is signed by the key it names; whose key that is, people have to compare. */
export async function askNode(
  deps: Pick<Own, 'keys' | 'clock' | 'settings' | 'database' | 'organisations'>,
  url: string,
): Promise<Static<typeof AskAnswer>> {
  const self = await selfFacts(deps);
  const { nonce, ...signed } = writeMessage(deps, { from: self.id, to: '', kind: 'ask', content: { node: self } });
  const answered = await postJson({
    url: `${url}${LINK_PATH}`,
    node: url,
    body: signed,
    timeoutMs: TIMEOUT_MS,
    ourselves: deps.settings.demo,
  });
  const unsure = Value.Check(Signed, answered.body) ? readMessage(answered.body) : undefined;
  const content = unsure?.content as { node?: { publicKey?: unknown } } | undefined;
  const named = content?.node?.publicKey;
  const key = typeof named === 'string' && /^04[0-9a-f]{128}$/.test(named) ? Buffer.from(named, 'hex') : undefined;
  // A refusal names no key: there is nobody yet whose word it could be, so it is only shown.
  if (!unsure || !key) throw refusalOf(url, answered, unsure?.content);
  return contentOf(deps, answered, { node: nodeIdOf(key), key, nonce, self: self.id }, AskAnswer);
}

function contentOf<T extends TSchema>(
  deps: Pick<Own, 'clock'>,
  answered: { status: number; body: unknown },
  from: { node: string; key: Uint8Array; nonce: string; self: string },
  schema: T,
): Static<T> {
  const bad = (reason: string, cause?: unknown): Error => nodesErrors.badAnswer({ node: from.node, reason }, { cause });
  if (!Value.Check(Signed, answered.body)) throw refusalOf(from.node, answered, undefined);
  let read: ReturnType<typeof readMessage>;
  try {
    read = readMessage(answered.body);
    demandSigned(deps, answered.body, read, from.key);
  } catch (error) {
    throw bad(error instanceof DomainError ? error.code : 'signature', error);
  }
  if (read.from !== from.node || read.to !== from.self || read.answers !== from.nonce)
    throw bad('not an answer to this');
  if (read.kind === 'fault') throw refusalOf(from.node, answered, read.content);
  if (!Value.Check(schema, read.content)) throw bad('content');
  return read.content;
}

/** Why the other side would not, in its words where it gave both languages. */
function refusalOf(node: string, answered: { status: number; body: unknown }, content: unknown): Error {
  if (Value.Check(Refusal, content)) {
    const { code, zh, en } = content;
    // Braces would be places to fill.
    const plain = (text: string): string => text.replaceAll(/[{}]/g, '');
    return new DomainError(code, { zh: `对方节点：${plain(zh)}`, en: `The other node: ${plain(en)}`, status: 422 });
  }
  const code = Value.Check(Problem, answered.body) ? answered.body.code : `HTTP ${answered.status}`;
  return nodesErrors.badAnswer({ node, reason: code });
}
