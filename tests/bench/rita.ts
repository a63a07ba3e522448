import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openSession} from "../../pipeline/duckdb/session.js";
import {collectEvidence} from "../../src/core/incidents/evidence.js";
import {ritaScore} from "../core/detectors/entity/rita.js";
import {createConnections} from "./connections.js";
import {codeVersion, machine} from "./machine.js";

// The beacons of Zeek's conn.log files (TSV, plain or gzip) by RITA's own formulas over its last 24 hours, beside those of
// the beacon detector over UTC days: `npm run bench:rita -- 'FOLDER/*/conn*.log.gz'`.

const patterns = process.argv.slice(2);
if (patterns.length === 0) throw new Error("give the conn.log files, as paths or quoted globs");
const scratch = mkdtempSync(join(tmpdir(), "atalaya-rita-"));
const session = await openSession({scratch, threads: 2, memoryLimit: "2GiB"});
try {
  await createConnections(session, patterns);
  const report = {version: codeVersion(), machine: machine(), rita: await byRita(), ours: await byDetector()}; // prettier-ignore
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
} finally {
  session.close();
  rmSync(scratch, {recursive: true, force: true});
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
