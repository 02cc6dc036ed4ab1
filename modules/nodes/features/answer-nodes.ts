import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { answerMessage } from '../link/answer.ts';
import { LINK_PATH, PACKAGES_PATH } from '../link/call-peer.ts';
import { Signed } from '../link/message.ts';

const MESSAGE_LIMIT = 512 * 1024;
/** A package of 6 MiB of values with their framing, not compressible at all, as base64. */
const PACKAGE_LIMIT = 16 * 1024 ** 2;

/** Where other nodes speak to this one. Open to the network: who speaks is known by the signature alone. */
export function answerNodes(deps: Own, kinds: 'messages' | 'packages'): Feature {
  return feature({
    name: kinds === 'messages' ? 'nodes.answer-message' : 'nodes.take-package',
    method: 'POST',
    path: kinds === 'messages' ? LINK_PATH : PACKAGES_PATH,
    summary:
      kinds === 'messages'
        ? { zh: '节点间消息（SM2 签名）', en: 'Messages between nodes (signed by SM2)' }
        : { zh: '节点间数据包（SM2 签名）', en: 'Packages between nodes (signed by SM2)' },
    access: { public: true },
    hidden: true,
    rateLimit: 3_000,
    bodyLimit: kinds === 'messages' ? MESSAGE_LIMIT : PACKAGE_LIMIT,
    body: Signed,
    response: Signed,
    handle: ({ trace }, { body }) => answerMessage(deps, body, kinds, trace),
  });
}
