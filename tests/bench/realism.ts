import {createReadStream} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {createGunzip} from "node:zlib";
import {literals, openSession} from "../../pipeline/duckdb/session.js";
import type {Session} from "../../pipeline/duckdb/session.js";

/**
 * Prints as JSON how a network’s Zeek logs in TSV look in the measures in which a generated one may differ from a
 * real one. Takes files of conn.log, and of ssl.log for the names; plain or gzip.
 */
const paths = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "atalaya-realism-"));
const session = await openSession({scratch: folder, threads: 2});
try {
  await readLogs(session, paths);
  process.stdout.write(`${JSON.stringify(await measure(session), null, 2)}\n`);
} finally {
  session.close();
  await rm(folder, {recursive: true, force: true});
}

async function readLogs(session: Session, files: readonly string[]): Promise<void> {
  await session.run(`CREATE TABLE lines (t DOUBLE, uid VARCHAR, src VARCHAR, dst VARCHAR, port INTEGER, state VARCHAR, label VARCHAR);
    CREATE TABLE tls (uid VARCHAR, server_name VARCHAR)`);
  for (const file of files) {
    const {kind, names} = await headOf(file);
    const column = (name: string) => names.indexOf(name) >= 0 ? `column${String(names.indexOf(name)).padStart(names.length > 10 ? 2 : 1, "0")}` : "NULL"; // prettier-ignore
    const from = `FROM read_csv(${literals([file])}, delim = '\\t', header = false, comment = '#', quote = '', nullstr = '-', all_varchar = true, null_padding = true)`; // prettier-ignore
    if (kind === "conn") await session.run(`INSERT INTO lines SELECT CAST(${column("ts")} AS DOUBLE) AS t, ${column("uid")} AS uid, ${column("id.orig_h")} AS src, ${column("id.resp_h")} AS dst, CAST(${column("id.resp_p")} AS INTEGER) AS port, ${column("conn_state")} AS state, coalesce(${column("label")}, ${column("detailed-label")}, 'Benign') AS label ${from}`); // prettier-ignore
    if (kind === "ssl") await session.run(`INSERT INTO tls SELECT ${column("uid")} AS uid, lower(${column("server_name")}) AS server_name ${from}`); // prettier-ignore
  }
  const local = (host: string) => `regexp_matches(${host}, '^(10[.]|192[.]168[.]|172[.](1[6-9]|2[0-9]|3[01])[.]|64[.]225[.]56[.]201$|fe80|22[4-9][.]|23[0-9][.]|255[.])')`; // prettier-ignore
  await session.run(`CREATE TABLE conn AS SELECT c.*, ${local("src")} AS inside, ${local("dst")} AS called, server_name,
    t >= (max(t) OVER () + min(t) OVER ()) / 2 AS late FROM lines c
    LEFT JOIN tls USING (uid) WHERE src IS NOT NULL AND NOT label LIKE 'Malicious%'`);
}

async function headOf(file: string): Promise<{kind: string; names: string[]}> {
  const source = createReadStream(file);
  const input = file.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  let kind = "";
  for await (const line of createInterface({input})) {
    if (line.startsWith("#path")) kind = line.slice(6);
    if (!line.startsWith("#fields")) continue;
    source.destroy();
    return {kind, names: line.slice(8).split(/\t| {3,}/)};
  }
  throw new Error(`no #fields in ${file}`);
}

async function measure(session: Session): Promise<object> {
  const [row] = await session.rows(`
    WITH gaps AS (
      SELECT src, dst, port, floor(t / 86400) AS day, t - lag(t) OVER (PARTITION BY src, dst, port, floor(t / 86400) ORDER BY t) AS gap
      FROM conn WHERE inside),
    spread AS (SELECT src, dst, port, day, count(*) AS n, median(gap) AS middle, mad(gap) AS mad FROM gaps WHERE gap > 1 GROUP BY ALL),
    periodic AS (SELECT count(*) AS n FROM spread WHERE n >= 8 AND middle >= 30 AND mad <= 0.05 * middle),
    hosts AS (SELECT count(DISTINCT src) AS hosts, count(DISTINCT (src, floor(t / 86400))) AS host_days, count(*) AS flows FROM conn WHERE inside),
    seen AS (SELECT dst, min(late) AS first_late, max(late) AS last_late FROM conn WHERE inside AND NOT called GROUP BY dst),
    named AS (SELECT regexp_extract(server_name, '[^.]+[.][^.]+$') AS domain, min(late) AS first_late, max(late) AS last_late FROM conn WHERE inside AND NOT called AND server_name IS NOT NULL GROUP BY 1),
    ssh AS (SELECT src, count(*) AS n FROM conn WHERE NOT inside AND called AND port = 22 GROUP BY src)
    SELECT (SELECT count(*)::INTEGER FROM conn) AS flows, (SELECT hosts::INTEGER FROM hosts) AS hosts,
      round((SELECT flows / host_days FROM hosts), 1) AS flows_per_host_day,
      round((SELECT periodic.n / host_days FROM periodic, hosts), 3) AS periodic_pairs_per_host_day,
      round((SELECT avg(first_late::INTEGER) FROM seen WHERE last_late), 3) AS new_addresses,
      round((SELECT avg(first_late::INTEGER) FROM named WHERE last_late), 3) AS new_names,
      round((SELECT avg((state IN ('S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR'))::INTEGER) FROM conn), 3) AS failed_share,
      round((SELECT avg((state IN ('S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR'))::INTEGER) FROM conn WHERE inside), 3) AS failed_share_outbound,
      (SELECT [count(*)::DOUBLE, median(n), quantile_cont(n, 0.9), quantile_cont(n, 0.99), max(n)::DOUBLE] FROM ssh) AS ssh_sources_and_flows_each`); // prettier-ignore
  return row;
}
