import type {Session} from "../../pipeline/duckdb/session.js";

/** Makes the table `events` from conn.log files in TSV, paths or globs, by the names in their `#fields`. */
export async function createConnections(
  session: Session,
  patterns: readonly string[]
): Promise<void> {
  const files = `[${patterns.map((pattern) => `'${pattern.replaceAll("'", "''")}'`).join(", ")}]`;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE lines AS SELECT filename, line, row_number() OVER () AS n
    FROM read_csv(${files}, columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, filename = true, auto_detect = false)`
  );
  await session.run(
    `CREATE OR REPLACE TABLE events AS
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
