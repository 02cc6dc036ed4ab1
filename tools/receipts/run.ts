// npm run receipts:verify -- <folder> [--trust authority.pem] [--json]
import { parseArgs } from 'node:util';
import { report, verifyFolder } from './verify-folder.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { trust: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length !== 1)
    throw new Error('Usage: npm run receipts:verify -- <folder> [--trust authority.pem] [--json]');
  const verdict = verifyFolder(folder, values.trust);
  const { lines, genuine } = report(verdict);
  if (values.json) say(JSON.stringify({ genuine, ...verdict }));
  else for (const line of lines) say(line);
  process.exitCode = genuine ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
