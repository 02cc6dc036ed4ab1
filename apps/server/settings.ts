import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScannerAddress } from '@platform/files';
import { defineErrors } from '@platform/kernel';

/** The settings of one process, read once from the environment. README lists them. */
export type ServerSettings = {
  port: number;
  dataFolder: string;
  publicUrl: string;
  databaseUrl: string | undefined;
  /** Nodes of NATS with JetStream, over which the rail runs on more than one machine; docs/how-to/three-nodes.md. */
  natsUrl: string | undefined;
  /** The malware scanner (clamd) that looks at every upload; a demo has a simulator unless one is named here. */
  scanner: ScannerAddress | undefined;
  packs: string[];
  packsFolder: string;
  demo: boolean;
  demoPeople: number;
  /** Years for which reads of people's data are kept; the law's least is three. */
  keepReadsYears: number;
  /** Years for which receipts of exchanges are kept: never shorter than the reads they prove. */
  keepReceiptsYears: number;
  /** Months for which audit entries are kept; the law's least is six. */
  keepAuditMonths: number;
  /** Values that packs' sources name with `…From: NAME`, from `YIWANG_SOURCE_NAME`. */
  deployment: Record<string, string>;
  logLevel: string;
};

export const REPOSITORY = resolve(import.meta.dirname, '..', '..');

export const settingsErrors = defineErrors('settings', {
  bad: {
    status: 500,
    zh: '设置 {name} 不对：{value}。应为{expected}。',
    en: 'Setting {name} is wrong: {value}. It should be {expected}.',
  },
});

/** The file of defaults that a fresh clone starts with; anything set in the environment wins. */
const DEFAULTS_FILE = join(REPOSITORY, 'yiwang.env');

export function readSettings(environment: NodeJS.ProcessEnv = process.env): ServerSettings {
  if (environment === process.env && existsSync(DEFAULTS_FILE)) process.loadEnvFile(DEFAULTS_FILE);
  const port = whole(environment, 'PORT', 8080, 1, 65_535);
  const keepReadsYears = whole(environment, 'YIWANG_KEEP_READS_YEARS', 3, 3, 100);
  const deployment: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('YIWANG_SOURCE_') && value) deployment[name.slice('YIWANG_SOURCE_'.length)] = value;
  }
  return {
    port,
    dataFolder: resolve(REPOSITORY, environment['YIWANG_DATA'] ?? 'var'),
    publicUrl: url(environment, 'PUBLIC_URL', `http://127.0.0.1:${port}`),
    databaseUrl: environment['DATABASE_URL'] || undefined,
    natsUrl: nats(environment['NATS_URL']),
    scanner: scannerAt(environment['YIWANG_SCANNER']),
    packs: (environment['YIWANG_PACKS'] ?? '')
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
    packsFolder: resolve(REPOSITORY, environment['YIWANG_PACKS_FOLDER'] ?? 'packs'),
    demo: environment['YIWANG_DEMO'] === '1' || environment['YIWANG_DEMO'] === 'true',
    demoPeople: whole(environment, 'YIWANG_DEMO_PEOPLE', 50_000, 0, 5_000_000),
    keepReadsYears,
    keepReceiptsYears: whole(
      environment,
      'YIWANG_KEEP_RECEIPTS_YEARS',
      Math.max(10, keepReadsYears),
      keepReadsYears,
      100,
    ),
    keepAuditMonths: whole(environment, 'YIWANG_KEEP_AUDIT_MONTHS', 60, 6, 1200),
    deployment,
    logLevel: environment['YIWANG_LOG'] ?? 'info',
  };
}

function whole(environment: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw settingsErrors.bad({ name, value: text, expected: `${least}–${most}` });
  }
  return value;
}

function url(environment: NodeJS.ProcessEnv, name: string, otherwise: string): string {
  const text = environment[name] || otherwise;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw settingsErrors.bad({ name, value: text, expected: 'http(s)://host[:port]' });
  }
  return text.replace(/\/+$/, '');
}

/** `nats://host:port` or `tls://host:port`, several with commas between; user and password in the first. */
function nats(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const fine = text
    .split(',')
    .every((one) => URL.canParse(one.trim()) && /^(nats|tls):$/.test(new URL(one.trim()).protocol));
  // The address may hold a password, so it is not said again.
  if (!fine)
    throw settingsErrors.bad({ name: 'NATS_URL', value: '…', expected: 'nats://host:port[,nats://host:port…]' });
  return text;
}

/** `clamd://host:port` (3310 unless told), or `unix:/path/of/its/socket`. @throws settings.bad */
export function scannerAt(text: string | undefined): ScannerAddress | undefined {
  if (!text) return undefined;
  if (text.startsWith('unix:/')) return { path: text.slice('unix:'.length) };
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address?.protocol !== 'clamd:' || address.hostname === '' || !/^\/?$/.test(address.pathname))
    throw settingsErrors.bad({
      name: 'YIWANG_SCANNER',
      value: text,
      expected: 'clamd://host[:port] or unix:/path/to/clamd.ctl',
    });
  return { host: address.hostname.replace(/^\[|\]$/g, ''), port: Number(address.port || 3310) };
}

/** As the environment of another process of ours says it. */
export function scannerText(address: ScannerAddress): string {
  if ('path' in address) return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `clamd://${host}:${address.port}`;
}
