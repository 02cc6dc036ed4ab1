import mysql, { type Pool } from 'mysql2/promise';
import { describeConnector, sqlWriter, type KitType } from '@platform/sources/conformance';
import type { Value } from '@platform/sources';
import { mysqlConnector } from './index.ts';
import { mariadbMissing, startMariadb } from './testing.ts';

// Needs the programs 'mariadbd' and 'my_print_defaults' (tools/test/needs.ts looks for it by this name).
const TYPES: Record<KitType, string> = {
  integer: 'bigint',
  text: 'longtext',
  numeric: 'decimal(38,10)',
  boolean: 'tinyint(1)',
  date: 'date',
  timestamp: 'datetime(6)',
  timestamptz: 'timestamp(6)',
  bytes: 'longblob',
  json: 'json',
};

function literal(value: Value, type: KitType): string {
  if (value === null) return 'null';
  if (type === 'integer' || type === 'numeric') return value;
  if (type === 'boolean') return value === 't' ? '1' : '0';
  if (type === 'bytes') return `x'${value.slice(2)}'`;
  if (type === 'timestamptz') return `'${value.replace(/\+00$/, '')}'`;
  return `_utf8mb4 x'${Buffer.from(value, 'utf8').toString('hex')}'`;
}

describeConnector('MariaDB 10.11', {
  connector: mysqlConnector,
  ...(mariadbMissing === undefined ? {} : { notRun: mariadbMissing }),
  types: Object.keys(TYPES) as KitType[],
  declaredTypes: true,
  nullAndEmpty: true,
  keys: true,
  async start() {
    const server = await startMariadb();
    const root = await server.root();
    for (const statement of [
      'create database city',
      `create user reader@'%' identified by 'secret-of-reader'`,
      `grant select, replication slave, binlog monitor on *.* to reader@'%'`,
    ])
      await root.query(statement);
    await root.end();
    const pool: Pool = mysql.createPool({
      host: '127.0.0.1',
      port: server.port,
      user: 'root',
      charset: 'utf8mb4_bin',
      timezone: '+00:00',
      connectionLimit: 8,
    });
    pool.on('connection', (connection) => void connection.query(`set time_zone = '+00:00'`));
    const writing = sqlWriter({
      async run(statements) {
        const connection = await pool.getConnection();
        try {
          await connection.query('begin');
          for (const statement of statements) await connection.query(statement);
          await connection.query('commit');
        } finally {
          connection.release();
        }
      },
      schema: 'city',
      quote: (name) => mysql.escapeId(name, true),
      type: (type, inKey) => (type === 'text' && inKey ? 'varchar(200) collate utf8mb4_nopad_bin' : TYPES[type]),
      literal,
      tableOptions: 'engine=InnoDB',
    });
    const idsOf = async (application: string): Promise<number[]> => {
      const [rows] = await pool.query(
        `select processlist_id as id from performance_schema.session_connect_attrs where attr_name = 'program_name' and attr_value = ?`,
        [application],
      );
      return (rows as { id: number }[]).map((row) => row.id);
    };
    const settings = { host: '127.0.0.1', port: server.port, database: 'city', user: 'reader' };
    const secret = { password: 'secret-of-reader' };
    return {
      settings,
      secret,
      ...writing,
      wrongPassword: { settings, secret: { password: 'not-the-secret' } },
      unreachable: { settings: { ...settings, port: 1 }, secret },
      noSuchDatabase: { settings: { ...settings, database: 'no_such_city' }, secret },
      async cut(application) {
        for (const id of await idsOf(application)) await pool.query('kill connection ?', [id]).catch(() => {});
      },
      connections: async (application) => (await idsOf(application)).length,
      async loseLog() {
        await pool.query('flush binary logs');
        await pool.query('flush binary logs');
        const [rows] = await pool.query('show binary logs');
        const last = (rows as { Log_name: string }[]).at(-1)?.Log_name ?? '';
        // A file a replica still reads is not purged.
        for (let left = 50; left > 0; left -= 1) {
          await pool.query('purge binary logs to ?', [last]);
          const [now] = await pool.query('show binary logs');
          if ((now as unknown[]).length === 1) return;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error('the binary logs were not purged');
      },
      async stop() {
        await pool.end();
        await server.stop();
      },
    };
  },
});
