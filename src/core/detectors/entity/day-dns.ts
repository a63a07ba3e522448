const day = 86_400_000_000;

/** The domain of a query: the registrable one, or else its last two labels; null for one label, and for names of addresses. */
const domainSql = `CASE WHEN NOT regexp_matches(query, '(^|\\.)arpa$') THEN coalesce(domain, nullif(regexp_extract(query, '[^.]+\\.[^.]+$'), '')) END`;

/** Returns the query of the domains of the table *dns*, each once. */
export function dnsDomainsSql(dns: string): string {
  return `SELECT DISTINCT ${domainSql} AS domain FROM ${dns}`;
}

/**
 * Returns the query of `day_dns` beside `day_flows` of the UTC days from *from* to before *until*, in microseconds since the epoch:
 * one row per query of *dns* that belongs to one of those flows, with the flow’s source and hour, the number of the domain (`dest`) and
 * the letters of the name left of it. A record that has a flow is of the flow’s day, or the next.
 */
export function dayDnsSql(dns: string, from: number, until: number): string {
  return `
    SELECT f.event_id, f.src, f.src_local, f.h, n.id AS dest, q.query,
      strlen(replace(q.query, '.', '')) - strlen(replace(q.name, '.', '')) AS letters,
      coalesce(q.rcode = 'NXDOMAIN', false) AS missing, coalesce(q.qtype = 'TXT', false) AS text
    FROM (SELECT event_id, query, rcode, qtype, ${domainSql} AS name FROM ${dns}
      WHERE time >= make_timestamp(${from}) AND time < make_timestamp(${until + day})) q
    JOIN day_flows f USING (event_id) JOIN entity_hosts n ON n.host = q.name
    WHERE NOT f.to_group`;
}
