// Lets a department of the running demo change what it holds about a guaranteed person, and undo it:
//   node apps/demo-departments/change.ts --person <sampleKey> --set household_status=moved-away [--set …]
//   node apps/demo-departments/change.ts --person <sampleKey> --undo
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError, shanghaiDate, systemClock } from '@platform/kernel';
import { changeData } from './change-data.ts';

const repository = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    person: { type: 'string' },
    set: { type: 'string', multiple: true },
    undo: { type: 'boolean', default: false },
    data: { type: 'string', default: process.env['YIWANG_DATA'] ?? 'var' },
  },
});
const pairs = (values.set ?? []).map((pair) => /^([^=]+)=(.*)$/.exec(pair));
if (values.person === undefined || pairs.includes(null) || pairs.length > 0 === values.undo) {
  process.stderr.write(
    'Usage: change.ts --person <sampleKey> (--set <attribute>=<value> … | --undo) [--data <folder>]\n',
  );
  process.exit(2);
}
try {
  const written = await changeData({
    folder: join(resolve(repository, values.data), 'departments'),
    packsFolder: join(repository, 'packs'),
    person: values.person,
    ...(values.undo ? {} : { set: Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])) }),
    today: shanghaiDate(systemClock.now()),
  });
  process.stdout.write(
    `Written: ${written.join(', ')}. The city sees databases within seconds, files at their next load.\n`,
  );
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.messageIn('zh')}\n${error.messageIn('en')}\n`);
  process.exit(1);
}
