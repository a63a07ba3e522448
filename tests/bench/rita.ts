import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openSession} from "../../pipeline/duckdb/session.js";
import {collectEvidence} from "../../src/core/incidents/evidence.js";
import {ritaScore} from "../core/detectors/entity/rita.js";
import {codeVersion, machine} from "./machine.js";

// The beacons of Zeek's conn.log files (TSV, plain or gzip) by RITA's own formulas over its last 24 hours, beside those of
// the beacon detector over UTC days: `npm run bench:rita -- 'FOLDER/*/conn*.log.gz'`.

const patterns = process.argv.slice(2);
if (patterns.length === 0) throw new Error("give the conn.log files, as paths or quoted globs");
const scratch = mkdtempSync(join(tmpdir(), "atalaya-rita-"));
const session = await openSession({scratch, threads: 2, memoryLimit: "2GiB"});
try {
  await readConnections();
  const report = {version: codeVersion(), machine: machine(), rita: await byRita(), ours: await byDetector()}; // prettier-ignore
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
} finally {
  session.close();
  rmSync(scratch, {recursive: true, force: true});
}

/** Makes the table `events` from the files, by the names in their `#fields`. */
async function readConnections(): Promise<void> {
  const files = `[${patterns.map((pattern) => `'${pattern.replaceAll("'", "''")}'`).join(", ")}]`;
  await session.run(
    `CREATE TEMP TABLE lines AS SELECT filename, line, row_number() OVER () AS n
    FROM read_csv(${files}, columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, filename = true, auto_detect = false)`
  );
  await session.run(
    `CREATE TABLE events AS
    WITH names AS (SELECT filename, string_split(substr(any_value(line), 9), chr(9)) AS names FROM lines WHERE line LIKE '#fields%' GROUP BY filename),
    maps AS (SELECT n, map_from_entries(list_zip(names, string_split(line, chr(9)))) AS m FROM lines JOIN names USING (filename) WHERE line NOT LIKE '#%')
    SELECT n AS event_id, make_timestamp(CAST(m['ts']::DOUBLE * 1e6 AS BIGINT)) AS time, m['id.orig_h'] AS src, m['id.resp_h'] AS dst,
      m['id.resp_p']::INTEGER AS dst_port, m['proto'] AS proto, m['service'] AS service, try_cast(m['duration'] AS DOUBLE) AS duration,
      try_cast(m['orig_bytes'] AS BIGINT) AS orig_bytes, try_cast(m['resp_bytes'] AS BIGINT) AS resp_bytes,
      try_cast(m['orig_ip_bytes'] AS BIGINT) AS orig_ip_bytes, try_cast(m['orig_pkts'] AS BIGINT) AS orig_pkts,
      m['conn_state'] AS conn_state, try_cast(m['local_orig'] AS BOOLEAN) AS local_orig, try_cast(m['local_resp'] AS BOOLEAN) AS local_resp,
      NULL::VARCHAR AS domain, NULL::VARCHAR AS server_name, NULL::VARCHAR AS client
    FROM maps`
  );
}

/** Returns the ten pairs of the highest score: source, destination, connections and score in the last 24 hours. */
async function byRita(): Promise<object[]> {
  const [{until}] = await session.rows<{until: number}>(
    `SELECT epoch_us(max(time))::DOUBLE // 1000000 AS until FROM events`
  );
  const from = Math.floor((until - 86_400) / 3600) * 3600; // from the start of the hour, as there
  const pairs = await session.rows<{src: string; dst: string; seconds: number[]; sizes: number[]}>(
    `SELECT src, dst, list(epoch_us(time)::DOUBLE // 1000000 ORDER BY time) AS seconds, list(coalesce(orig_ip_bytes, 0)::DOUBLE ORDER BY time) AS sizes
    FROM events WHERE epoch_us(time) >= ${from}000000 AND src IN (SELECT src FROM events WHERE regexp_matches(src, '^(10|192\\.168|172\\.(1[6-9]|2[0-9]|3[01]))\\.') OR local_orig)
    GROUP BY src, dst HAVING count(DISTINCT epoch_us(time) // 1000000) >= 4 AND count(*) < 86400`
  );
  return pairs
    .flatMap(({src, dst, seconds, sizes}) => {
      const calls = seconds.map((second, i) => ({second, size: sizes[i]}));
      const score = ritaScore(calls, {from, until});
      return score ? [{src, dst, connections: calls.length, ...score}] : [];
    })
    .sort((a, b) => b.score - a.score || b.connections - a.connections)
    .slice(0, 10);
}

/** Returns the ten pairs and days of the highest r: source, destination, port, connections, parts. */
async function byDetector(): Promise<object[]> {
  const [{until}] = await session.rows<{until: number}>(
    `SELECT epoch_us(max(time))::DOUBLE AS until FROM events`
  );
  const {evidence} = await collectEvidence(session, {events: "events", trainedUntil: until - 86_400e6}); // prettier-ignore
  return evidence
    .filter(({detector}) => detector === "beacon")
    .sort((a, b) => b.facts.r - a.facts.r || b.facts.m - a.facts.m)
    .slice(0, 10)
    .map(({src, dst, port, from, facts, ratePerDay}) => ({src, dst, port, hour: from, ...facts, ratePerDay})); // prettier-ignore
}
