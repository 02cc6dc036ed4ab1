import { compareModels, type Kind } from '@platform/process/testing';

/**
 * Plays generated BPMN models in our interpreter and in its oracles: `npm run test:process [-- models [seed]]`. Of the models half are
 * made of blocks and half are unstructured graphs, played against bpmn-engine; as many graphs again with inclusive gateways are played
 * against the words of §13.4.3. Every difference must be decided by a clause of BPMN 2.0.
 */
const models = Number(process.argv[2] ?? 2_500);
const seed = Number(process.argv[3] ?? 1 + Math.floor(Math.random() * 1_000_000));
const started = performance.now();
process.stdout.write(`${models} models against bpmn-engine and ${models} against §13.4.3, from seed ${seed}\n`);
const parts: [kind: Kind, count: number][] = [
  ['blocks', Math.ceil(models / 2)],
  ['graphs', Math.floor(models / 2)],
  ['inclusive', models],
];
let passed = 0;
let failed = 0;
for (const [kind, count] of parts) {
  const sum = await compareModels(kind, seed, count, (verdict) =>
    process.stdout.write(`FAULT ${kind} seed ${verdict.seed}: ${verdict.shown}\n`),
  );
  process.stdout.write(`${kind}: ${sum.models} models, ${sum.steps} steps, ${sum.agree} agree\n`);
  for (const [clause, times] of Object.entries(sum.byClause)) process.stdout.write(`  ${times} by ${clause}\n`);
  passed += sum.models - sum.faults;
  failed += sum.faults;
}
process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
