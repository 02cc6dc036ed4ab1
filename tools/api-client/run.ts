import { generate } from './generate.ts';

const check = process.argv.includes('--check');
try {
  const lines = await generate({ check });
  for (const line of lines) console.log(line);
  if (check && lines.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(`The API client cannot be generated: ${(error as Error).message}`);
  process.exitCode = 1;
}
