import pino from 'pino';

export { asSettings, runBeside, type BesideProgram } from './run-beside.ts';

/** Structured logs, a JSON object a line, without personal data: log ids, counts and codes, never names, numbers of persons or forms. */
export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
  /** A log whose lines all carry `fields`. */
  child(fields: Record<string, unknown>): Log;
};

export function openLog(options: { level?: string; destination?: 'stdout' | 'stderr' | { file: string } } = {}): Log {
  const destination =
    options.destination === undefined || options.destination === 'stdout'
      ? pino.destination(1)
      : options.destination === 'stderr'
        ? pino.destination(2)
        : pino.destination({ dest: options.destination.file, mkdir: true });
  return wrap(
    pino(
      {
        level: options.level ?? 'info',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        // A net under the rule above: what could be personal or secret is cut even where someone forgot.
        redact: {
          paths: [
            '*.citizenId',
            '*.password',
            '*.secret',
            '*.authorization',
            '*.cookie',
            '*.phone',
            'citizenId',
            'password',
            'secret',
            'phone',
          ],
          censor: '[cut]',
        },
      },
      destination,
    ),
  );
}

/** A log that keeps nothing, for tests. */
export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

/**
 * What the database and the JSON parser quote of a value that did not fit could be anyone's name or number: it is cut, the rest of
 * the message stays.
 */
function withoutQuotes(error: Error): { message: string; stack: string | undefined } {
  const { message, stack } = error;
  const code = (error as { code?: unknown }).code;
  if (!(error instanceof SyntaxError) && !(typeof code === 'string' && code.startsWith('22')))
    return { message, stack };
  const cut = message.replace(/".*"|'.*'/gs, '"[cut]"');
  return { message: cut, stack: stack?.replaceAll(message, cut) };
}

function wrap(logger: pino.Logger): Log {
  const fieldsOf = (fields: Record<string, unknown>): Record<string, unknown> =>
    fields['error'] instanceof Error
      ? {
          ...fields,
          error: {
            name: fields['error'].name,
            ...withoutQuotes(fields['error']),
            code: (fields['error'] as { code?: unknown }).code,
          },
        }
      : fields;
  return {
    info: (fields, message) => logger.info(fieldsOf(fields), message),
    warn: (fields, message) => logger.warn(fieldsOf(fields), message),
    error: (fields, message) => logger.error(fieldsOf(fields), message),
    child: (fields) => wrap(logger.child(fields)),
  };
}
