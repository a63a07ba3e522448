import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {localFiles} from "../../../pipeline/artifacts/artifacts.js";
import {literals, openSession} from "../../../pipeline/duckdb/session.js";
import {attackSql} from "../../../pipeline/evaluation/attack.js";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {folderStore} from "../../../pipeline/storage/folder.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import {isFlows} from "../../../src/core/schema/service-tables.js";
import {withFolder} from "./folder.js";

const reporter = {begin() {}, progress() {}, end() {}, warn() {}};

/** Reads a fixture as a run does; a flow is its time, source, destination, protocol, duration, bytes, packets, and whether it is an attack. */
async function flowsOf(name: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../../fixtures/flows/${name}`, import.meta.url));
  return withFolder(async (folder) => {
    const [raw, silver, models, evaluation] = ["raw", "silver", "models", "eval"].map((layer) => folderStore(join(folder, layer))); // prettier-ignore
    const stores = {raw, silver, models, eval: evaluation};
    const context = {stores, scratch: folder, reporter, threads: 1};
    const {manifest, rejected} = await ingest({kind: "files", patterns: [path]}, context);
    expect([name, rejected]).toEqual([name, 0]);
    const made = await transform(manifest, context);
    const session = await openSession({scratch: folder});
    try {
      const files = await localFiles(stores, made.manifest, isFlows);
      const rows = await session.rows<{text: string}>(
        `SELECT concat_ws(' ', strftime(time, '%Y-%m-%dT%H:%M:%S.%f'), src || ':' || coalesce(src_port, -1), dst || ':' || coalesce(dst_port, -1), proto, duration,
          coalesce(orig_bytes, -1) || '/' || coalesce(resp_bytes, -1), coalesce(orig_pkts, -1) || '/' || coalesce(resp_pkts, -1), ${attackSql(null)}) AS text
        FROM read_parquet(${literals(files)}) ORDER BY time, event_id`
      );
      return rows.map(({text}) => text);
    } finally {
      session.close();
    }
  });
}

// The header lines are those of the tools; addresses are documentation’s, and what is expected is read off the lines by hand.
const formats: [name: string, flows: string[]][] = [
  [
    "capture.binetflow",
    [
      "2011-08-10T09:46:53.047277 192.0.2.179:39678 198.51.100.229:13363 udp 3550.182373 413/-1 -1/-1 0",
      "2011-08-10T09:46:53.048843 192.0.2.179:46996 198.51.100.229:13363 udp 0.000883 61/-1 -1/-1 0",
      "2011-08-10T09:46:54.100000 198.51.100.165:1025 203.0.113.26:80 tcp 0.01 124/-1 -1/-1 1",
      "2011-08-10T09:46:55.100000 198.51.100.84:771 192.0.2.9:28439 icmp 0.0 145/-1 -1/-1 0"
    ]
  ],
  [
    "cicflowmeter.csv",
    [
      "2017-07-05T08:55:00.000000 192.0.2.5:54865 198.51.100.50:22 tcp 3.0 12/6 2/1 0",
      "2017-07-05T09:20:00.000000 192.0.2.5:54866 198.51.100.50:21 tcp 0.000109 6/6 1/1 1",
      "2017-07-05T11:02:00.000000 192.0.2.6:53 198.51.100.50:53 udp 5.2e-05 40/80 1/1 0"
    ]
  ],
  [
    "unsw-nb15.csv",
    [
      "2015-01-22T11:50:14.000000 192.0.2.0:1390 198.51.100.6:53 udp 0.001055 132/164 2/2 0",
      "2015-01-22T11:50:15.000000 192.0.2.1:11 198.51.100.9:-1 icmp 9e-06 200/0 2/0 1"
    ]
  ],
  [
    "conn.log.labeled",
    [
      "2022-06-13T22:00:10.743948 192.0.2.67:27620 198.51.100.234:2052 tcp 1e-06 0/0 2/0 1",
      "2022-06-13T22:00:12.000000 198.51.100.234:49152 192.0.2.53:53 udp 0.02 40/120 1/1 0"
    ]
  ]
];

for (const [name, flows] of formats)
  it(`ingest(${name}) reads the flows and labels under the header of its tool`, async () => {
    expect(await flowsOf(name)).toEqual(flows);
  });
