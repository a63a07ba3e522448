import {expect, it} from "vitest";
import {syntheticFeed, syntheticLogs} from "../../../../pipeline/ingestion/synthetic/feed.js";
import {parseLog} from "./read.js";
import type {ReadFeed} from "./read.js";

const options = {flows: 20_000, difficulty: 0};

/** All logs of the feed, by kind. */
const logs = new Map<string, string>();
for (const {kind, bytes} of syntheticLogs(options)) {
  logs.set(kind, (logs.get(kind) ?? "") + Buffer.from(bytes).toString("latin1"));
}
const read = new Map<string, ReadFeed>([...logs].map(([kind, text]) => [kind, parseLog(text)]));

const values: Record<string, RegExp> = {
  time: /^\d{10}\.\d{6}$/,
  interval: /^\d+\.\d{6}$/,
  addr: /^(\d{1,3}\.){3}\d{1,3}$/,
  port: /^\d{1,5}$/,
  count: /^(0|[1-9]\d*)$/,
  bool: /^[TF]$/
};

it("syntheticLogs(options) has the kinds of log that Zeek would write", () => {
  for (const kind of "conn dns http ssl x509 ssh files smb_mapping smb_files dce_rpc kerberos ntlm rdp".split(" ")) expect([...logs.keys()]).toContain(kind); // prettier-ignore
});

it("syntheticLogs(options) has the conn.log of syntheticFeed(options)", () => {
  const alone = Buffer.concat([...syntheticFeed(options)]).toString("latin1");
  expect(logs.get("conn") === alone).toBe(true);
});

it("syntheticLogs(options) gives the same bytes twice", () => {
  const again = new Map<string, string>();
  for (const {kind, bytes} of syntheticLogs(options)) {
    again.set(kind, (again.get(kind) ?? "") + Buffer.from(bytes).toString("latin1"));
  }
  for (const [kind, text] of logs) expect(again.get(kind) === text).toBe(true);
});

it.each([...read])(
  "syntheticLogs(options) writes every field of %s.log in its type",
  (kind, log) => {
    expect(log.comments).toContain(`#path\t${kind}`);
    const types = log.comments
      .find((line) => line.startsWith("#types"))!
      .split("\t")
      .slice(1);
    expect(types.length).toBe(log.names.length);
    expect(log.rows.length).toBeGreaterThan(0);
    for (const row of log.rows) {
      expect(row.length).toBe(types.length);
      const wrong = row.findIndex((value, i) => value === "" || (value !== "-" && values[types[i]]?.test(value) === false)); // prettier-ignore
      if (wrong >= 0) throw new Error(`invalid ${log.names[wrong]}: ${row[wrong]}`);
    }
  }
);

it("syntheticLogs(options) names connections of conn.log, with its addresses and ports", () => {
  const {names, rows} = read.get("conn")!;
  expect(names.slice(1, 6)).toEqual(["uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"]);
  const conn = new Map(rows.map((row) => [row[1], row.slice(2, 6).join(" ")]));
  for (const [kind, log] of read) {
    const uid = log.names.indexOf("uid");
    if (uid < 0 || kind === "conn") continue;
    const wrong = log.rows.filter(
      (row) => conn.get(row[uid]) !== row.slice(uid + 1, uid + 5).join(" ")
    );
    expect(wrong.slice(0, 2)).toEqual([]);
  }
});

it("syntheticLogs(options) has a line beside each connection whose service was recognised", () => {
  const conn = read.get("conn")!;
  const service = conn.names.indexOf("service");
  for (const kind of ["dns", "ssl", "ssh", "rdp"]) {
    const flows = conn.rows.filter((row) => row[service] === kind).length;
    expect(read.get(kind)!.rows.length).toBe(flows);
  }
});

it("syntheticLogs(options) asks for names before they are called, and is answered their addresses", () => {
  const dns = read.get("dns")!;
  const column = (name: string) => dns.names.indexOf(name);
  const answers = new Set(dns.rows.map((row) => row[column("answers")]));
  const ssl = read.get("ssl")!;
  const sites = ssl.rows.filter((row) => row[ssl.names.indexOf("server_name")].startsWith("www."));
  const known = sites.filter((row) => answers.has(row[ssl.names.indexOf("id.resp_h")]));
  expect(known.length).toBeGreaterThan(0.3 * sites.length);
});
