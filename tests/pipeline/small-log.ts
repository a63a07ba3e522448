import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {ingest} from "../../pipeline/ingestion/ingest.js";
import type {TestContext} from "./ingestion/test-context.js";

/** A flow of a log that a test writes; what is skipped is unset. */
export interface SmallFlow {
  ts: number;
  src: string;
  dst: string;
  port?: number;
  proto?: string;
  duration?: number;
  out?: number;
  in?: number;
  state?: string;
  label?: string;
  detail?: string;
}

/** Returns *flows* as the text of a Zeek conn.log with labels. */
export function smallLog(flows: readonly SmallFlow[]): string {
  const fields = [
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "proto",
    "duration",
    "orig_bytes",
    "resp_bytes",
    "conn_state",
    "label",
    "detailed-label"
  ];
  const rows = flows.map((flow, i) =>
    [
      flow.ts.toFixed(6),
      `C${i}`,
      flow.src,
      40000,
      flow.dst,
      flow.port,
      flow.proto ?? "tcp",
      flow.duration,
      flow.out,
      flow.in,
      flow.state,
      flow.label,
      flow.detail
    ]
      .map((value) => value ?? "-")
      .join("\t")
  );
  return ["#separator \\x09", "#path\tconn", `#fields\t${fields.join("\t")}`, ...rows, ""].join(
    "\n"
  );
}

/** Lands *flows* in RAW as one file and returns the manifest. */
export async function ingestFlows(
  flows: readonly SmallFlow[],
  context: TestContext
): Promise<Manifest> {
  const path = join(context.folder, "conn.log");
  await writeFile(path, smallLog(flows));
  return (await ingest({kind: "files", patterns: [path]}, context)).manifest;
}

/** Returns *n* ordinary web flows, one a minute from *start* (seconds), and no two alike. */
export function normalFlows(n: number, start = 1_700_000_000): SmallFlow[] {
  return Array.from({length: n}, (_, i) => ({
    ts: start + 60 * i,
    src: `10.0.0.${1 + (i % 9)}`,
    dst: `192.0.2.${1 + (i % 5)}`,
    port: 443,
    duration: 0.5 + (i % 7) / 10,
    out: 500 + ((i * 37) % 400),
    in: 4000 + ((i * 91) % 3000),
    state: "SF"
  }));
}
