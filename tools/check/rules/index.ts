import type { Fault } from '../fault.ts';
import type { SourceTree } from '../source-tree.ts';
import { boundaryFaults } from './boundaries.ts';
import { componentTextFaults } from './component-texts.ts';
import { packageFaults } from './declared-packages.ts';
import { fileNameFaults, longFileFaults } from './file-shape.ts';
import { migrationFaults } from './migrations-lock.ts';
import { packNameFaults } from './pack-names.ts';
import { sqlFaults } from './static-sql.ts';

/** The house's own rules, each a pure look at the tree. */
export const RULES: readonly { name: string; faults: (tree: SourceTree) => Fault[] }[] = [
  { name: 'boundaries', faults: boundaryFaults },
  { name: 'packages', faults: packageFaults },
  { name: 'static SQL', faults: sqlFaults },
  { name: 'long files', faults: longFileFaults },
  { name: 'migrations', faults: migrationFaults },
  { name: 'file names', faults: fileNameFaults },
  { name: 'code names no pack', faults: packNameFaults },
  { name: 'texts in both languages', faults: componentTextFaults },
];
