import { EmptyState, useLocal } from '@yiwang/ui';
import type { Peer, Topology, TreeNode } from '../../api/nodes.ts';
import { useRailWords } from '../../rail/rail-words.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { PEER_TONES } from './peer-tones.ts';

type Props = { topology: Topology; onOpen: (peer: string) => void };

/** The tree of nodes: above, this one, below, and what those below told of theirs. */
export function TopologyTree({ topology, onOpen }: Props) {
  const t = useText();
  const local = useLocal();
  const { self, parents, children } = topology;
  return (
    <section className="card pad stack-s">
      <h2>{t('nodes.tree')}</h2>
      <div className="node-tree">
        {parents.length > 0 ? (
          <ul className="node-row">
            {parents.map((peer) => (
              <li key={peer.id}>
                <PeerBox peer={peer} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        ) : null}
        <div className="node-box" data-self="">
          <b>{local(self.name)}</b>
          <small>
            {t('nodes.self')} · {local(self.divisionName)}
          </small>
          <small>
            {t('nodes.fingerprint')} <code>{self.fingerprint}</code>
          </small>
        </div>
        {children.length > 0 ? (
          <ul className="node-row">
            {children.map((peer) => (
              <li key={peer.id}>
                <PeerBox peer={peer} onOpen={onOpen} />
                {peer.children.length > 0 ? <Below nodes={peer.children} /> : null}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {parents.length + children.length === 0 ? (
        <EmptyState level={3} title={t('nodes.alone')} text={t('nodes.aloneText')} />
      ) : null}
    </section>
  );
}

function PeerBox({ peer, onOpen }: { peer: Peer; onOpen: (peer: string) => void }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  return (
    <button type="button" className="node-box" onClick={() => onOpen(peer.id)}>
      <b>{local(peer.name)}</b>
      <span className="row">
        <Tag tone={PEER_TONES[peer.state]}>{t(`nodes.peerStates.${peer.state}`)}</Tag>
        {peer.fault ? <Tag tone="red">{t('nodes.broken')}</Tag> : null}
        {peer.differences > 0 ? <Tag tone="amber">{t('nodes.differences', { count: peer.differences })}</Tag> : null}
      </span>
      <small>
        {t(`nodes.roles.${peer.role}`)}
        {peer.lagMs === undefined ? '' : ` · ${t('nodes.lag', { lag: words.lag(peer.lagMs) })}`}
      </small>
      <small>{t('nodes.counts', { out: peer.publications, in: peer.receipts })}</small>
    </button>
  );
}

function Below({ nodes }: { nodes: readonly TreeNode[] }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  return (
    <ul className="node-below">
      {nodes.map((node) => (
        <li key={node.id}>
          {local(node.name)}{' '}
          <small>
            {node.lagMs === undefined ? '' : t('nodes.lag', { lag: words.lag(node.lagMs) })}
            {node.differences > 0 ? ` ${t('nodes.differences', { count: node.differences })}` : ''}
          </small>
          {node.children.length > 0 ? <Below nodes={node.children} /> : null}
        </li>
      ))}
    </ul>
  );
}
