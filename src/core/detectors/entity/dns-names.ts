import {logarithm} from "../../forest/logarithm.js";
import type {Candidate, EntityDetector} from "./entity-detector.js";
import {log1p} from "./magnitude.js";
import {count, counted, percent} from "./wording.js";

/** The least letters and names that count, and the floor of the record: letters that look-ups of one domain have anyway. */
const [minLetters, minNames, floor] = [500, 10, 200];

/** The least magnitudes that are evidence: growth by less is what services that answer in names (reputation, content) do. */
const least = {new: 2, known: 1} as const;

/**
 * Many long names under one domain: data that leaves in what is asked for. Their letters stand for their compressed
 * size, which no two databases compute alike: what encodes data hardly compresses.
 */
export const dnsNames: EntityDetector = {
  name: "dns-names",
  title: "DNS names",
  techniques: ["T1071.004"],
  key: "local source, domain of the query (registrable, or else its last two labels), UTC day; not arpa",
  measure:
    "letters of the distinct names left of the domain; x = ln(1 + m) − ln(1 + record) − ½ ln(local sources that asked under the domain so far), a new key’s record being that of its source over all domains on earlier days, each over the root of its local sources",
  eligibility: `at least ${minLetters} letters in ${minNames} names, and x of ${least.new} for a new key, ${least.known} for a known one; floor of the record ${floor}`,
  reference:
    "Paxson et al., Practical Comprehensive Bounds on Surreptitious Communication over DNS (2013), by letters instead of gzip",
  tail: {...least, scale: 0.5},
  log: "dns",
  summary: {
    table: "name_sizes",
    hosts: ["src", "dest"],
    sql: () => `
      SELECT src, dest, min(h) AS h, max(until) AS until, sum(letters)::DOUBLE AS m, count(*) AS names,
        sum(queries)::DOUBLE AS queries, sum(missing)::DOUBLE AS missing, sum(texts)::DOUBLE AS texts
      FROM (
        SELECT src, dest, query, min(h) AS h, max(h) AS until, any_value(letters) AS letters, count(*) AS queries,
          count(*) FILTER (missing) AS missing, count(*) FILTER (text) AS texts
        FROM day_dns WHERE src_local GROUP BY src, dest, query
      ) GROUP BY src, dest`
  },
  sql: () => `
    WITH arrivals AS (
      SELECT dest, since, count(*) AS clients
      FROM (SELECT dest, src, min(h) AS since FROM name_sizes GROUP BY dest, src) GROUP BY dest, since
    ), prevalence AS (
      SELECT dest, since, sum(clients) OVER (PARTITION BY dest ORDER BY since)::DOUBLE AS clients FROM arrivals
    ), asked AS (
      SELECT n.*, clients FROM name_sizes n ASOF JOIN prevalence ON n.dest = prevalence.dest AND n.until >= prevalence.since
    ), past AS (
      SELECT *, ${earlierDaysSql("m", "src, dest")} AS own, ${earlierDaysSql("m", "src")} AS any_record,
        ${earlierDaysSql("m / sqrt(clients)", "src")} AS usual
      FROM asked
    )
    SELECT src AS entity, 'actor' AS role, src, NULL::INTEGER AS dst, host AS domain, NULL AS port, h AS "from", until AS "to",
      CASE WHEN own > 0 THEN 'known' ELSE 'new' END AS stratum,
      m, CASE WHEN own > 0 THEN own ELSE any_record END AS record, usual, names, queries, missing, texts, clients
    FROM past JOIN entity_hosts ON entity_hosts.id = past.dest
    WHERE m >= ${minLetters} AND names >= ${minNames}`,
  magnitude(candidate) {
    const {facts, stratum} = candidate;
    const earlier = stratum === "known" ? facts.record : facts.usual;
    const x = rawMagnitude(candidate) - log1p(Math.max(earlier, floor));
    return x < least[stratum] ? NaN : x;
  },
  rawMagnitude,
  sentence: ({src, domain, stratum, facts}) => {
    const {m, record, names, queries, missing, texts, clients} = facts;
    const earlier = stratum === "known" ? "under it" : "under any domain";
    return `${src} asked for ${counted(names, "name")} under ${domain} with ${count(m)} letters left of it, in ${counted(queries, "query", "queries")}: ${percent(missing / queries)} do not exist, ${percent(texts / queries)} for TXT; ${counted(clients, "local host")} asked under it so far; the most letters ${earlier} on an earlier day: ${count(record)}`;
  },
  behaviour: ({domain, facts}) => `DNS tunnel: ${counted(facts.names, "name")} under ${domain}`,
  joins: ["src"],
  covers:
    "EXISTS (SELECT 1 FROM day_dns q WHERE q.event_id = f.event_id AND q.dest = e.dest) AND NOT f.to_group"
};

/** Returns the SQL of the maximum of *measure* on strictly earlier days of a key. */
function earlierDaysSql(measure: string, key: string): string {
  return `coalesce(max(${measure}) OVER (PARTITION BY ${key} ORDER BY h // 24 RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)`;
}

function rawMagnitude({facts: {m, clients}}: Candidate): number {
  return log1p(m) - logarithm(clients) / 2;
}
