import { Type } from 'typebox';
import { DomainError, fillText, type LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { askSource, openable, type Openable } from '../adapters/open-source.ts';
import { checkConnection, demandSameSettings, limitsOf } from '../domain/connection-rules.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { saveReport, type ConnectionReport } from '../store/connections.ts';
import { CodedText, FindingView, ModeName } from './line-schemas.ts';
import { getConnection, type LineDeps } from './line-deps.ts';

export function testConnection(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.test-connection',
    method: 'POST',
    path: '/api/exchange/connections/test',
    summary: {
      zh: '测试连接：能否连上、能用哪些方式、还缺什么',
      en: 'Tries a connection: whether it is reached, which modes it allows, what is lacking',
    },
    access: { permission: 'exchange.manage-lines' },
    rateLimit: 30,
    body: Type.Object(
      {
        kind: Type.String({ maxLength: 40 }),
        settings: Type.Unknown(),
        secret: Type.Optional(Type.Unknown()),
        connectionId: Type.Optional(Type.String({ maxLength: 80, description: 'Tries with its stored secret' })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({
      server: Type.Optional(Type.String()),
      findings: Type.Array(FindingView),
      modes: Type.Array(ModeName),
      error: Type.Optional(CodedText),
    }),
    async handle({ actor, trace }, { body }) {
      const connector = deps.connectors.get(body.kind);
      if (!connector) throw lineErrors.unknownKind({ kind: body.kind });
      const given = checkConnection(connector, body);
      const id = body.connectionId;
      const stored = id === undefined ? undefined : await deps.database.read((tx) => getConnection(tx, id, actor));
      let openSecret = given.secret;
      if (stored && openSecret === undefined && stored.secret !== null) {
        if (stored.kind !== body.kind) throw lineErrors.secretAgain();
        demandSameSettings(stored.settings, given.settings);
        openSecret = openable(deps, stored).openSecret;
      }
      const source: Openable = {
        kind: body.kind,
        settings: given.settings,
        limits: stored?.limits ?? limitsOf(undefined),
        title: stored?.title ?? connector.title,
        openSecret,
      };
      const answer = await lookAt(deps, source);
      await deps.database.transaction(async (tx) => {
        await deps.audit.append(tx, {
          actor,
          action: 'exchange.test-connection',
          subject: `connection:${stored?.id ?? 'new'}`,
          detail: { kind: body.kind, ...(answer.error ? { error: answer.error.code } : {}) },
          trace,
        });
        // What was tried is what is stored: the look counts as the connection's own.
        if (stored && body.secret === undefined) await saveReport(tx, stored.id, reportOf(answer, deps.clock.now()));
      });
      return answer;
    },
  });
}

type Look = {
  server?: string;
  findings: ConnectionReport['findings'][number][];
  modes: ('snapshot' | 'cursor' | 'capture')[];
  error?: { code: string; text: LocalText };
};

/** What a source says of itself; a coded fault of reaching it is an answer, not an error. */
export async function lookAt(deps: LineDeps, source: Openable): Promise<Look> {
  try {
    const report = await askSource(deps, source, (session) => session.report());
    return { server: report.server, findings: [...report.findings], modes: [...report.modes] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return {
      findings: [],
      modes: [],
      error: {
        code: error.code,
        text: { zh: fillText(error.text, 'zh', error.params), en: fillText(error.text, 'en', error.params) },
      },
    };
  }
}

export function reportOf(look: Look, at: Date): ConnectionReport {
  return {
    at: at.toISOString(),
    findings: look.findings,
    ...(look.server === undefined ? {} : { server: look.server }),
    ...(look.error ? { error: look.error } : {}),
  };
}
