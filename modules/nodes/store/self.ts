import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import { nodeIdOf, type NodeFacts } from '../domain/identity.ts';
import { nodeKey, type Own } from '../deps.ts';

type SelfRow = { id: string; name: LocalText; division: string; organisation: string; url: string | null };

/** Makes this node's row at the first start: its key's id, the city of the packs. */
export async function ensureSelf(deps: Pick<Own, 'keys' | 'clock' | 'database' | 'organisations'>): Promise<void> {
  const [division] = deps.organisations.children();
  const [organisation] = deps.organisations.all();
  const id = nodeIdOf(nodeKey(deps).publicKey);
  const name = division?.name ?? { zh: '本节点', en: 'This node' };
  await deps.database.transaction((tx) =>
    tx.run(sql`insert into nodes.self (id, name, division, organisation, changed_at)
      values (${id}, ${JSON.stringify(name)}::jsonb, ${division?.code ?? '00'}, ${organisation?.id ?? 'none'}, ${deps.clock.now()})
      on conflict (one) do update set id = excluded.id`),
  );
}

export async function changeSelf(
  tx: Tx,
  self: { name: LocalText; division: string; organisation: string; url: string; at: Date },
): Promise<void> {
  await tx.run(sql`update nodes.self set name = ${JSON.stringify(self.name)}::jsonb, division = ${self.division},
    organisation = ${self.organisation}, url = ${self.url}, changed_at = ${self.at}`);
}

/** What this node says of itself to others. */
export async function selfFacts(
  deps: Pick<Own, 'keys' | 'database' | 'settings' | 'organisations'>,
): Promise<NodeFacts> {
  const row = await deps.database.readOnce((tx) =>
    tx.one<SelfRow>(sql`select id, name, division, organisation, url from nodes.self`),
  );
  return {
    id: row.id,
    name: row.name,
    division: row.division,
    // Others do not know our organisations: they are told its name.
    organisation: (deps.organisations.find(row.organisation)?.name.zh ?? row.organisation).slice(0, 100),
    url: row.url ?? deps.settings.publicUrl,
    publicKey: nodeKey(deps).publicKey.toString('hex'),
  };
}

/** The id of the organisation that runs this node. */
export async function selfOrganisation(deps: Pick<Own, 'database'>): Promise<string> {
  const row = await deps.database.readOnce((tx) =>
    tx.one<{ organisation: string }>(sql`select organisation from nodes.self`),
  );
  return row.organisation;
}
