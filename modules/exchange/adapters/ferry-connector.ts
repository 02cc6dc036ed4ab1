import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { ferryFolder, openPackage, type PackageHeader } from '@platform/ferry';
import { isSm2PublicKey } from '@platform/crypto';
import { sourceErrors, type Connector } from '@platform/sources';
import { badSettings, BroughtTable, passiveSession } from './passive-connectors.ts';

const titled = (zh: string, en: string, hint?: { zh: string; en: string }) => ({
  'x-title': { zh, en },
  ...(hint ? { 'x-hint': hint } : {}),
});
const Name = (zh: string, en: string) => Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,62}$', ...titled(zh, en) });
const FolderSetting = (zh: string, en: string) =>
  Type.String({
    pattern: '^[A-Z][A-Z0-9_]{0,62}$',
    ...titled(zh, en, {
      zh: '部署时以环境变量 YIWANG_SOURCE_<名称> 指定的目录',
      en: 'The folder given at deployment by the environment variable YIWANG_SOURCE_<NAME>',
    }),
  });

/** The receiving side of a ferry: the route as both nodes agreed it. */
export const FerrySettings = Type.Object(
  {
    route: Name('路线编号', 'Route'),
    self: Name('本节点', 'This node'),
    peer: Name('发送节点', 'Sending node'),
    peerKeys: Type.Array(Type.String({ pattern: '^04[0-9a-f]{128}$' }), {
      minItems: 1,
      maxItems: 8,
      ...titled('发送方公钥（SM2，十六进制）', 'Public keys of the sender (SM2, hex)'),
    }),
    inFrom: FolderSetting('收包目录', 'Folder packages arrive in'),
    outFrom: FolderSetting('回执目录', 'Folder acknowledgements leave from'),
    ignored: Type.Optional(
      Type.Array(Type.String({ maxLength: 128 }), { maxItems: 1_000, ...titled('不接收的线路', 'Lines not taken') }),
    ),
    tables: Type.Optional(
      Type.Array(BroughtTable, {
        maxItems: 1_000,
        ...titled('收到过的线路', 'Lines that came, found by the platform'),
      }),
    ),
  },
  { additionalProperties: false },
);
export type FerrySettings = Static<typeof FerrySettings>;

/** @throws sources.bad-settings */
export function ferrySettings(given: unknown): FerrySettings {
  if (!Value.Check(FerrySettings, given)) throw badSettings(FerrySettings, given);
  if (!given.peerKeys.every((key) => isSm2PublicKey(Buffer.from(key, 'hex'))))
    throw sourceErrors.badSettings({ field: 'peerKeys', reason: '不是 SM2 公钥 / not an SM2 public key' });
  return given;
}

/** A folder of this deployment by the name of its setting. @throws sources.bad-settings */
export function ferryPlace(deployment: Readonly<Record<string, string>>, name: string): string {
  const folder = Object.hasOwn(deployment, name) ? deployment[name] : undefined;
  if (!folder) throw sourceErrors.badSettings({ field: name, reason: `YIWANG_SOURCE_${name} 未设置 / is not set` });
  return folder;
}

/** Lines as a package's header describes them. */
export function ferriedTables(header: Pick<PackageHeader, 'lines'>): BroughtTable[] {
  return (header.lines ?? []).map(({ id, columns, key }) => ({
    name: id,
    columns: columns.map((name) => ({ name })),
    key: [...key],
  }));
}

/** Another node's lines through a one-way gate; what came or lies in the folder says which there are. */
export function ferryConnector(deployment: Readonly<Record<string, string>>): Connector {
  return {
    kind: 'ferry',
    title: { zh: '网闸摆渡', en: 'Ferry through a gate' },
    tested: {
      zh: '已用丢失、重复、乱序、改动、截断的包实测',
      en: 'Run here with lost, doubled, reordered, altered and cut packages',
    },
    settings: FerrySettings,
    async open({ settings: given }) {
      const settings = ferrySettings(given);
      const folder = ferryFolder(ferryPlace(deployment, settings.inFrom));
      ferryPlace(deployment, settings.outFrom);
      const keys = settings.peerKeys.map((key) => Buffer.from(key, 'hex'));
      return passiveSession(`ferry / 摆渡 ${settings.peer} → ${settings.self}`, async () => {
        const known = new Map((settings.tables ?? []).map((table) => [table.name, table]));
        for (const { name } of (await folder.list()).slice(0, 20)) {
          const bytes = await folder.read(name).catch(() => undefined);
          if (!bytes) continue;
          try {
            const { header } = openPackage(bytes, { file: name, sender: settings.peer, keys });
            for (const table of ferriedTables(header)) known.set(table.name, table);
          } catch {
            // Whoever receives says what is wrong with it.
          }
        }
        return [...known.values()];
      });
    },
  };
}
