import {existsSync, readFileSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import {basename, join} from "node:path";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {localFiles} from "../../../../pipeline/artifacts/artifacts.js";
import {literals, openSession} from "../../../../pipeline/duckdb/session.js";
import {ingest} from "../../../../pipeline/ingestion/ingest.js";
import {transform} from "../../../../pipeline/transformation/transform.js";
import {anyTime} from "../../../../src/core/readers/time-bounds.js";
import {isFlows, isService} from "../../../../src/core/schema/service-tables.js";
import {linkRules} from "../../../../src/core/sigma/link-rules.js";
import {findMapping, mappingsFor} from "../../../../src/core/sigma/mappings/registry.js";
import {SigmaEvent} from "../../../../src/core/sigma/match/event.js";
import {treeMatcher} from "../../../../src/core/sigma/match/tree-matcher.js";
import {parseRules} from "../../../../src/core/sigma/parse/parse-rules.js";
import type {DetectionRule} from "../../../../src/core/sigma/rule.js";
import {placeRule, tableScope} from "../../../../src/core/sigma/sql/rule-query.js";
import {treeSql} from "../../../../src/core/sigma/sql/tree-sql.js";
import {testContext} from "../../ingestion/test-context.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const data = join(root, "../shared/data");
const absent = !existsSync(data);
const why = absent ? " (skipped: no ../shared/data)" : "";

function rulesOf(pattern: string): DetectionRule[] {
  const files = globSync(pattern, {absolute: true}).sort();
  const parsed = files.flatMap((file) => parseRules(readFileSync(file, "utf8"), file).rules);
  return linkRules(parsed).rules.flatMap(({rule}) => (rule.kind === "rule" ? [rule] : []));
}

const own = rulesOf(join(root, "pipeline/rules/zeek/**/*.yml"));
const shared = absent ? [] : rulesOf(join(data, "sigma/*.yml"));

/** Rules about fields and values that SigmaHQ’s do not ask for: lists, numbers, flags, times, names as the log has them. */
const further = (
  [
    ["dns", {"answers|endswith": ".10"}],
    ["dns", {answers: "a,b"}],
    ["dns", {"TTLs|gt": 100, AA: "true"}],
    ["dns", {"Z|gt": 0}],
    ["dns", {rejected: false, RD: true, qtype: 33}],
    ["http", {"host|re": "^[A-Z0-9.]+$"}],
    ["http", {"trans_depth|gt": 1, "resp_fuids|exists": true}],
    ["http", {"password|exists": true}],
    ["ssl", {"server_name|cased": "*O*", established: "true"}],
    ["ssl", {"cert_chain_fuids|startswith": "F", curve: "secp256r1"}],
    ["x509", {"certificate.not_valid_after|lt": 1_590_000_000}],
    ["x509", {"certificate.not_valid_after|year": 2020, "certificate.key_length|gte": 2048}],
    ["x509", {"san.dns|contains": "aol"}],
    ["files", {analyzers: "SHA1", "tx_hosts|cidr": "10.0.0.0/8", is_orig: false}],
    ["kerberos", {"till|gt": 2_000_000_000, forwardable: true}],
    ["smb_files", {"times.modified|year": 2019}],
    ["dhcp", {"lease_time|exists": false, msg_types: "ACK"}],
    ["ntp", {"root_disp|gte": 11, mode: 3}],
    ["weird", {notice: false, "ts|gt": 1_575_413_200, "id.orig_p|exists": false}]
  ] as const
).flatMap(([service, selection]) => {
  const rule = {title: "t", logsource: {product: "zeek", service}, detection: {selection, condition: "selection"}}; // prettier-ignore
  return parseRules(JSON.stringify(rule), "t.yml").rules as DetectionRule[];
});

const ends = {
  "id.orig_h": "10.0.0.5",
  "id.orig_p": 40000,
  "id.resp_h": "10.0.0.8",
  "id.resp_p": 80
};
const madeUp = [
  {_path: "dns", query: "Host.example.org", AA: true, answers: ["a,b", "192.0.2.10"], TTLs: [60, 300.5]},
  {_path: "http", host: "10.0.0.8:80", method: "GET", uri: "/", username: "ana", password: "hunter2"},
  {_path: "ssl", server_name: "API.Org", established: true}
].map((line, i) => JSON.stringify({ts: 1_700_000_900 + i, uid: `Cmade${i}`, ...ends, ...line})); // prettier-ignore

/** The event that a line is: what a log states as empty is not set. */
function eventOf(line: string): {kind?: string; event: SigmaEvent} {
  const {_path: kind, ...fields} = JSON.parse(line) as {_path?: string; [field: string]: unknown};
  const isSet = ([, value]: [string, unknown]) => !["", "-", "(empty)"].includes(value as string) && !(Array.isArray(value) && value.length === 0); // prettier-ignore
  const stated = Object.fromEntries(Object.entries(fields).filter(isSet));
  return {...(kind !== undefined && {kind}), event: new SigmaEvent(stated)};
}

it(`every rule for Zeek is placed on a table that has all its fields${why}`, () => {
  expect(own.length).toBeGreaterThanOrEqual(40);
  if (!absent) expect(shared).toHaveLength(28);
  for (const rule of [...own, ...shared, ...further])
    expect(placeRule(rule), rule.title).toMatchObject({missing: []});
});

it(`rules find in the tables of SILVER the lines that they match in the logs${why}`, async () => {
  const context = await testContext();
  const path = join(context.folder, "stream.log");
  const made = globSync(join(root, "pipeline/rules/zeek/*/events/*.ndjson"), {
    absolute: true
  }).sort();
  const texts = made.map((file) => readFileSync(file, "utf8").trimEnd());
  await writeFile(path, [...texts, ...madeUp].join("\n"));
  const logs = absent ? [] : globSync(join(data, "zeek/zat/json/*.log"), {absolute: true}).sort();
  const real = logs.filter((log) => !/(capture_loss|loaded_scripts|packet_filter|stats).log$/.test(log)); // prettier-ignore
  const time = {...anyTime, automatic: false};
  const raw = await ingest({kind: "files", patterns: [path, ...real], time}, context);
  expect(raw.rejected).toBe(0);
  const {files} = raw.manifest.facts as unknown as {files: {name: string; slot: number}[]};
  const lines = files.flatMap(({name, slot}) => {
    const found = [path, ...real].find((one) => one.endsWith(`/${name}`))!;
    const texts = readFileSync(found, "utf8").trimEnd().split("\n");
    return texts.map((text, i) => ({kind: basename(name, ".log"), ...eventOf(text), place: `${slot}:${i + 1}`})); // prettier-ignore
  });
  const silver = (await transform(raw.manifest, context)).manifest;
  const session = await openSession({scratch: context.scratch});
  let hits = 0;
  for (const rule of [...own, ...shared, ...further]) {
    const placed = placeRule(rule);
    if (typeof placed === "string") throw new Error(placed);
    const {table} = placed.table;
    const [{name, fields}] = mappingsFor(rule.logsource);
    const matches = treeMatcher(rule.tree, (field) => new Map(Object.entries(fields)).get(field) ?? field); // prettier-ignore
    const expected = lines.filter(({kind, event}) => `zeek-${kind.replace("_", "-")}` === name && matches(event)).map(({place}) => place); // prettier-ignore
    const paths = await localFiles(context.stores, silver, (one) => table === "flows" ? isFlows(one) : isService(one, table)); // prettier-ignore
    if (paths.length === 0) continue;
    const rows = await session.rows<{place: string}>(
      `SELECT file || ':' || line AS place FROM read_parquet(${literals(paths)}, hive_partitioning = false)
      WHERE ${treeSql(placed.tree, tableScope(placed.table))}`
    );
    expect(rows.map(({place}) => place).sort(), `${rule.title} ${JSON.stringify(rule.tree).slice(0, 200)}`).toEqual(expected.sort()); // prettier-ignore
    hits += expected.length;
    if (!absent && further.includes(rule)) expect(expected.length, JSON.stringify(rule.tree)).toBeGreaterThan(0); // prettier-ignore
  }
  const http = await localFiles(context.stores, silver, (one) => isService(one, "http"));
  const kept = await session.rows<{password: boolean; text: string}>(
    `SELECT password, rows::VARCHAR AS text FROM read_parquet(${literals(http)}, hive_partitioning = false) AS rows WHERE username = 'ana'`
  );
  expect(kept.map(({password}) => password)).toEqual([true]);
  expect(kept[0].text).not.toContain("hunter2");
  session.close();
  expect(hits).toBeGreaterThan(own.length);
  expect(findMapping("zeek-rdp")?.table?.table).toBe("rdp");
});
