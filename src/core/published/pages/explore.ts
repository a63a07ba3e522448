import {
  binSql,
  guessedBelow,
  guessSql,
  logEdges,
  scoreEdges,
  timeEdges
} from "../../explore/bins.js";
import {labelSql, maxCodes} from "../../explore/lists.js";
import type {
  ExplorePage,
  PublishedDimension,
  PublishedList,
  PublishedRows
} from "../../schema/explore.js";
import type {Tables} from "../tables.js";
import {provenanceOf} from "../provenance.js";
import type {Findings} from "../findings.js";

/** A dimension before its events are counted, and the SQL of a guess at its bin: see `guessSql`. */
interface Binned {
  dimension: Omit<PublishedDimension, "counts">;
  guess: string;

  /** Whether the guess is the bin. */
  exact?: boolean;
}

/**
 * The columns that Explore lists by value: the parameter in the URL, the SQL over `published.events`, and its type, to which
 * the published text of a value is turned back.
 */
const listed: readonly {name: string; sql: string; type: "VARCHAR" | "INTEGER"}[] = [
  {name: "service", sql: "service", type: "VARCHAR"},
  {name: "port", sql: "dst_port", type: "INTEGER"},
  {name: "state", sql: "conn_state", type: "VARCHAR"},
  {name: "label", sql: labelSql, type: "VARCHAR"}
];

const shownRows = 100;
const shownValues = 16;

/** Where the tables that Explore filters are: `explore` and `explore_values` of `published`, or copies of them. */
export interface ExploreTables {
  explore: string;
  values: string;
}

/** The tables as they are published. */
export const publishedExplore: ExploreTables = {
  explore: "published.explore",
  values: "published.explore_values"
};

/** Returns the first view of Explore, counted from *from*, whose tables `exploreSql` and `valuesSql` give. */
export async function explorePage(
  tables: Tables,
  findings: Findings,
  from: ExploreTables = publishedExplore
): Promise<ExplorePage> {
  const binned = await binnedDimensions(tables, findings.threshold);
  const [{labels, top}] = await tables.rows<{labels: number; top: number}>(
    "SELECT CAST(count(label) AS DOUBLE) AS labels, max(score) AS top FROM published.events"
  );
  return {
    provenance: provenanceOf(findings.chain, findings.key, findings.parameters),
    events: findings.scores.score.length,
    threshold: findings.threshold,
    alerts: findings.alerts,
    top,
    labelled: labels > 0,
    dimensions: await Promise.all(binned.map(({dimension}) => counted(tables, from, dimension))),
    lists: await publishedLists(tables, from),
    rows: await mostAnomalousRows(tables)
  };
}

async function binnedDimensions(tables: Tables, threshold: number): Promise<Binned[]> {
  const [row] = await tables.rows<Record<string, number | null>>(
    `SELECT CAST(epoch_ms(min(time)) AS DOUBLE) AS t0, CAST(epoch_ms(max(time)) AS DOUBLE) AS t1,
      min(score) AS s0, max(score) AS s1, CAST(max(orig_bytes) AS DOUBLE) AS "out",
      CAST(max(resp_bytes) AS DOUBLE) AS "in", max(duration) AS duration FROM published.events`
  );
  const times = timeEdges({min: row.t0 ?? 0, max: row.t1 ?? 0});
  const scores = scoreEdges({min: row.s0 ?? 0, max: row.s1 ?? 0}, threshold);
  const logarithmic = (
    options: Omit<Binned["dimension"], "edges">,
    least: number,
    perDecade = 5
  ): Binned => {
    const edges = logEdges(row[options.name] ?? 0, least);
    const {column} = options;
    const guess = `CASE WHEN ${column} > 0 THEN floor(${perDecade} * (log10(${column}) - ${least}) - ${guessedBelow}) + 1 ELSE 0 END`;
    return {dimension: {...options, edges}, guess};
  };
  return [
    {
      dimension: {name: "time", column: "time", label: "time", kind: "time", edges: times},
      guess: `(epoch_ms(time) - ${times[0]}) // ${times[1] - times[0]}`,
      exact: true
    },
    {
      dimension: {name: "score", column: "score", label: "score", kind: "score", edges: scores},
      guess: `floor((score - ${scores[0]}) / ${scores[1] - scores[0]} - ${guessedBelow})`
    },
    logarithmic({name: "out", column: "orig_bytes", label: "bytes out", kind: "bytes"}, 0),
    logarithmic({name: "in", column: "resp_bytes", label: "bytes in", kind: "bytes"}, 0),
    logarithmic({name: "duration", column: "duration", label: "duration", kind: "seconds"}, -4)
  ];
}

/** The query that gives the table `explore_values`: the values of each list with a code, the commonest first. */
export const valuesSql = `SELECT list, CAST(code AS INTEGER) AS code, value, n FROM (${listed
  .map(
    ({name, sql}) => `SELECT '${name}' AS list,
      row_number() OVER (ORDER BY n DESC, value NULLS LAST) - 1 AS code, value, n
    FROM (SELECT CAST(${sql} AS VARCHAR) AS value, count(*) AS n FROM published.events GROUP BY ${sql})`
  )
  .join(" UNION ALL ")}) ORDER BY list, code`;

/**
 * Returns the query that gives the table `explore`: the bins and codes of each event, in the order of rank.
 * *threshold* is the line, an edge of a bin; the codes are those of the table *values*.
 */
export async function exploreSql(
  tables: Tables,
  threshold: number,
  values: string
): Promise<string> {
  const binned = await binnedDimensions(tables, threshold);
  const guesses = binned.map(
    ({dimension: {name, column, edges}, guess}) =>
      `${column} AS "of_${name}", ${guessSql(guess, edges)} AS "guess_${name}"`
  );
  const bins = binned.map(({dimension: {name, edges}, exact}) => {
    const guessed = `"guess_${name}"`;
    const bin = exact ? `CAST(${guessed} AS UTINYINT)` : binSql(`"of_${name}"`, guessed, edges);
    return `${bin} AS "${name}"`;
  });
  const picked = listed.map(({name, sql}) => `${sql} AS "value_${name}"`);
  const codes = listed.map(
    ({name}) => `CAST(least("${name}".code, ${maxCodes}) AS USMALLINT) AS "${name}"`
  );
  const joins = listed.map(
    ({name, type}) =>
      `JOIN (SELECT code, CAST(value AS ${type}) AS value FROM ${values} WHERE list = '${name}') AS "${name}"
      ON "${name}".value IS NOT DISTINCT FROM "value_${name}"`
  );
  return `SELECT rank, ${[...bins, ...codes].join(", ")}
    FROM (SELECT rank, ${[...guesses, ...picked].join(", ")} FROM published.events) AS events ${joins.join("\n")} ORDER BY rank`;
}

async function counted(
  tables: Tables,
  {explore}: ExploreTables,
  dimension: Omit<PublishedDimension, "counts">
): Promise<PublishedDimension> {
  const counts = new Array<number>(dimension.edges.length - 1).fill(0);
  const rows = await tables.rows<{bin: number; n: number}>(
    `SELECT CAST(bin AS INTEGER) AS bin, CAST(n AS DOUBLE) AS n
    FROM (SELECT "${dimension.name}" AS bin, count(*) AS n FROM ${explore} GROUP BY "${dimension.name}")`
  );
  for (const {bin, n} of rows) if (bin < counts.length) counts[bin] = n;
  return {...dimension, counts};
}

/** Returns the most frequent values of each of `listed`, and how many values it has. */
async function publishedLists(
  tables: Tables,
  {values: from}: ExploreTables
): Promise<PublishedList[]> {
  const rows = await tables.rows<{
    list: string;
    value: string | null;
    n: number;
    distinct: number;
  }>(
    `SELECT list, value, CAST(n AS DOUBLE) AS n, CAST(of AS DOUBLE) AS distinct
    FROM ${from} JOIN (SELECT list, count(*) AS of FROM ${from} GROUP BY list) USING (list)
    WHERE code < ${shownValues} ORDER BY list, code`
  );
  return listed.map(({name}) => {
    const values = rows.filter(({list}) => list === name);
    return {
      name,
      distinct: values[0]?.distinct ?? 0,
      values: values.map(({value, n}) => [value, n])
    };
  });
}

async function mostAnomalousRows(tables: Tables): Promise<PublishedRows> {
  const names = ["rank", "event_id", "time", "src", "dst", "dst_port", "proto", "service", "conn_state", "duration", "orig_bytes", "resp_bytes", "score", "incident", "severity"] as const; // prettier-ignore
  const rows = await tables.rows<Record<(typeof names)[number], never>>(
    `SELECT rank, CAST(event_id AS DOUBLE) AS event_id, CAST(epoch_ms(time) AS DOUBLE) AS time, src, dst,
      dst_port, proto, service, conn_state, duration, CAST(orig_bytes AS DOUBLE) AS orig_bytes,
      CAST(resp_bytes AS DOUBLE) AS resp_bytes, score, incidents.file || ':' || id AS incident, severity
    FROM published.events AS events LEFT JOIN published.incidents AS incidents USING (incident)
    WHERE rank <= ${shownRows} ORDER BY rank`
  );
  return Object.fromEntries(
    names.map((name) => [name, rows.map((row) => row[name])])
  ) as unknown as PublishedRows;
}
