import type { Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { FilePlaces } from '@platform/source-files';
import type { ChangeStream } from '../contract/index.ts';
import { changeConnectionCase, orderConnectionCases } from './change-connection.ts';
import { changeLineCase } from './change-line.ts';
import { createConnection } from './create-connection.ts';
import { createLine } from './create-line.ts';
import { decideHeldColumn, type HeldDeps } from './decide-held-column.ts';
import { dryRunLine } from './dry-run-line.ts';
import { forecastLine } from './forecast-line.ts';
import { islandCases } from './island-register.ts';
import type { LineDeps } from './line-deps.ts';
import { listLineEventsCase, listLineMinutes } from './line-history.ts';
import { listConnectionsCase, listConnectorsCase, showConnection } from './list-connections.ts';
import { listLinesCase, listRunsCase, showLine } from './list-lines.ts';
import { listTables, showShape } from './look-at-tables.ts';
import { dropQuarantined, mendQuarantined, replayQuarantineCase } from './mend-quarantined.ts';
import { orderLineCases } from './order-line.ts';
import { grantPush, listPushGrants, revokePush } from './push-grants.ts';
import { pushRows } from './push-rows.ts';
import { listQuarantineCase, showQuarantined } from './read-quarantine.ts';
import { showFlows, type CallFlows } from './show-flows.ts';
import { showMap } from './show-map.ts';
import { testConnection } from './test-connection.ts';
import { uploadFile } from './upload-file.ts';

export type LineFeatureDeps = LineDeps &
  HeldDeps &
  Pick<Foundations, 'files' | 'packs'> & { places: FilePlaces; stream: ChangeStream; callFlows: CallFlows };

/** All use cases of connections and lines. */
export function lineFeatures(deps: LineFeatureDeps): Feature[] {
  return [
    listConnectorsCase(deps),
    listConnectionsCase(deps),
    showConnection(deps),
    testConnection(deps),
    createConnection(deps),
    changeConnectionCase(deps),
    ...orderConnectionCases(deps),
    listTables(deps),
    showShape(deps),
    dryRunLine(deps),
    forecastLine(deps),
    createLine(deps),
    listLinesCase(deps),
    showLine(deps),
    changeLineCase(deps),
    listLineMinutes(deps),
    listLineEventsCase(deps),
    ...orderLineCases(deps),
    listQuarantineCase(deps),
    showQuarantined(deps),
    mendQuarantined(deps),
    replayQuarantineCase(deps),
    dropQuarantined(deps),
    decideHeldColumn(deps),
    showMap(deps),
    showFlows(deps),
    ...islandCases(deps),
    listRunsCase(deps),
    pushRows(deps),
    listPushGrants(deps),
    grantPush(deps),
    revokePush(deps),
    uploadFile(deps),
  ];
}
