import { envelopeOf, jsonRow, type Envelope, type EnvelopeSource, type JsonRow } from '@platform/rail';
import { SUBJECT } from '@platform/module';
import type { LineFacts, StreamedChange } from '@modules/exchange/contract';
import { pseudonymContext, type Own } from '../deps.ts';
import { grantedPart } from '../domain/grants.ts';
import { outlookOf, shownChange, type Outlook } from '../domain/visible-items.ts';
import type { SubscribedLine, Subscription } from '../store/subscriptions.ts';

const VERSION = '0.1.0';

/** One change as it leaves. `id` is the same however often it is told. */
export type ToldChange = {
  readonly id: string;
  readonly seq: bigint;
  readonly key: JsonRow | null;
  readonly value: Envelope;
  /** Blind indexes of whom it tells something about. */
  readonly subjects: readonly string[];
};

/** How a line's changes are told to one subscription. */
export type Teller = {
  readonly outlook: Outlook;
  /** Undefined when nothing that the subscription sees changed. */
  tell(change: StreamedChange): ToldChange | undefined;
};

export function openTeller(
  deps: Pick<Own, 'catalogue' | 'sealer' | 'blindIndex' | 'grants'>,
  subscription: Subscription,
  line: SubscribedLine,
  facts: LineFacts,
): Teller {
  const resource = deps.catalogue.resource(facts.resource);
  // What the grant does not name never leaves, whatever the subscription was made with.
  const grant = line.grant_id === null ? undefined : deps.grants.byId(line.grant_id);
  const outlook = outlookOf(grantedPart(resource, grant), { grade: subscription.grade, items: line.items });
  const about = outlook.personal
    ? resource.items.filter(({ type }) => type === 'citizen-id' || type === 'credit-code').map(({ name }) => name)
    : [];
  const secret = deps.sealer.open(subscription.pseudonym, pseudonymContext(subscription.id));
  const source: EnvelopeSource = {
    version: VERSION,
    connector: connectorOf(facts),
    name: facts.connectionId,
    db: facts.connectionId,
    schema: facts.table.schema,
    table: facts.table.table,
    line: facts.id,
    types: outlook.types,
  };
  return {
    outlook,
    tell(change) {
      const shown = shownChange(change, outlook, secret);
      if (!shown) return undefined;
      return {
        id: `${change.lineId}:${change.seq}`,
        seq: change.seq,
        key: jsonRow(shown.key, source.types),
        value: envelopeOf({ ...change, before: shown.before, after: shown.after }, source),
        subjects: [
          ...new Set(
            // Whom the row was about before is told as well as whom it is about now.
            about
              .flatMap((name) => {
                const ids = [change.after?.[name], change.before?.[name]].flatMap((id) => id ?? []);
                return ids.length > 0 ? ids : (change.key?.[name] ?? []);
              })
              .map((id) => deps.blindIndex(id, SUBJECT)),
          ),
        ],
      };
    },
  };
}

/** The product, when the line does not say more: readers look at the payload, not at this. */
function connectorOf(facts: LineFacts): string {
  const { kind } = facts as LineFacts & { kind?: string };
  return kind ?? 'yiwang';
}

/** Names of what leaves, whole or masked. */
export const fieldsOf = (teller: Teller): string[] => teller.outlook.items.map(({ name }) => name);
