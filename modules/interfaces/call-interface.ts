import { DomainError, shanghaiDate, type LocalText } from '@platform/kernel';
import type { Actor } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import { SUBJECT, type Foundations } from '@platform/module';
import type { Grant, Interface, Registry } from '@platform/packs';
import type { BaseRegistriesPort } from '@modules/base-registries/contract';
import type { InterfaceBook } from './book.ts';
import type { InterfaceAnswer, InterfaceCall } from './contract/index.ts';
import { CallLimit } from './domain/call-limit.ts';
import { checkedParameters, coveredPurpose, grantedFields, matches, rowAnswer } from './domain/grants.ts';
import { interfaceErrors } from './errors.ts';
import { insertCall, type CallRow } from './store/calls.ts';

type Deps = Pick<Foundations, 'clock' | 'ids' | 'audit' | 'blindIndex' | 'live'> & {
  db: ModuleDatabase;
  book: InterfaceBook;
  registries: Pick<BaseRegistriesPort, 'find'>;
  /** The organisation that answers for a resource. */
  providerOf: (resource: string) => string;
};

/** Who calls when neither a grant nor a signature says it: refused calls of the platform itself. */
const PLATFORM = 'platform';

/** Open pages are told at most this often that there were calls: a busy interface has hundreds in it. */
const TELL_MS = 1_000;

/**
 * Answers calls of data interfaces. In one transaction: the record is found, the call written, the subject's trail written; only
 * then the answer leaves. A refused call is written too.
 */
export function interfaceCaller(deps: Deps): (call: InterfaceCall<Actor>) => Promise<InterfaceAnswer> {
  const limit = new CallLimit(deps.clock);
  let telling: NodeJS.Timeout | undefined;
  const tell = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined;
      deps.live.publish({ topic: 'interfaces', data: {} });
    }, TELL_MS).unref();
  };
  return async (call) => {
    const started = performance.now();
    const definition = deps.book.interface(call.interface);
    const registry = deps.book.registry(definition.registry);
    const grant = deps.book.grant(call.interface, call.application);
    const row: CallRow = {
      id: deps.ids.next(),
      at: deps.clock.now(),
      interface: call.interface,
      version: definition.version,
      mode: definition.mode,
      application: call.application,
      organisation: grant?.organisation ?? (call.actor.kind === 'application' ? call.actor.organisation : PLATFORM),
      provider: deps.providerOf(registry.fields[0]?.from[0]?.resource as string),
      purpose: call.purpose.slice(0, 100),
      case_no: call.caseNo.slice(0, 100),
      subject: null,
      fields: [],
      outcome: 'refused',
      row_count: 0,
      ms: 0,
      status: 0,
      trace: call.trace,
    };
    try {
      const purpose = coveredPurpose(grant, call, shanghaiDate(row.at));
      if (!call.caseNo.trim()) throw interfaceErrors.caseMissing();
      limit.take(call.interface, call.application, definition.limits.perMinute);
      const parameters = checkedParameters(definition, registry, call.parameters);
      const answered = await deps.db.transaction((tx) =>
        answer(tx, {
          call,
          row,
          definition,
          registry,
          grant: grant as Grant,
          purpose: purpose.title,
          parameters,
          started,
        }),
      );
      tell();
      return answered;
    } catch (error) {
      if (error instanceof DomainError && error.status < 500) {
        const refused = {
          ...row,
          outcome: error.code,
          status: error.status,
          ms: Math.round(performance.now() - started),
        };
        await deps.db.transaction((tx) => insertCall(tx, refused));
        tell();
      }
      throw error;
    }
  };

  async function answer(
    tx: Tx,
    work: {
      call: InterfaceCall<Actor>;
      row: CallRow;
      definition: Interface;
      registry: Registry;
      grant: Grant;
      purpose: LocalText;
      parameters: Record<string, string>;
      started: number;
    },
  ): Promise<InterfaceAnswer> {
    const { call, row, definition, registry, grant, parameters } = work;
    const key = parameters[registry.key];
    // Without the key there is nothing to find one person by; looking people up by name alone is not offered.
    const record = key === undefined ? undefined : await deps.registries.find(tx, registry.id, key);
    const fields = definition.mode === 'verify' ? Object.keys(parameters) : grantedFields(definition, grant);
    const shown: InterfaceAnswer =
      definition.mode === 'verify'
        ? {
            callId: row.id,
            mode: 'verify',
            result: record === undefined ? 'not-found' : matches(record, registry, parameters) ? 'match' : 'no-match',
          }
        : {
            callId: row.id,
            mode: 'rows',
            rows:
              record === undefined || !matches(record, registry, parameters)
                ? []
                : [rowAnswer(record, definition, registry, fields)],
          };
    const subject = record && key !== undefined ? deps.blindIndex(key, SUBJECT) : null;
    const told = shown.mode === 'verify' ? record !== undefined : shown.rows.length > 0;
    await insertCall(tx, {
      ...row,
      subject,
      fields,
      outcome: shown.mode === 'verify' ? shown.result : shown.rows.length > 0 ? 'found' : 'not-found',
      row_count: shown.mode === 'rows' ? shown.rows.length : 0,
      status: 200,
      ms: Math.round(performance.now() - work.started),
    });
    if (subject !== null && told) {
      const delay = grant.delayedNoticeDays;
      await deps.audit.recordRead(tx, {
        actor: call.actor,
        organisation: grant.organisation,
        subject,
        channel: call.actor.kind === 'application' ? 'interface' : 'prefill',
        resource: `interface:${definition.id}`,
        fields,
        purpose: work.purpose,
        caseNo: call.caseNo,
        legalBasis: grant.legalBasis,
        ...(delay === undefined ? {} : { visibleFrom: new Date(row.at.getTime() + delay * 86_400_000) }),
        trace: call.trace,
      });
    }
    return shown;
  }
}
