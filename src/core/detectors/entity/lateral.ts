import {logarithm} from "../../forest/logarithm.js";
import type {Candidate, EntityDetector, EntityWindow} from "./entity-detector.js";
import {log1p} from "./magnitude.js";
import {adminPorts, inList} from "./sql.js";
import {count, counted} from "./wording.js";

/** After so many hours with new inside edges a source is known to administer. */
const habitual = 3;

/** New connections between inside hosts to ports by which machines are administered. */
export const lateral: EntityDetector = {
  name: "lateral",
  title: "Lateral movement",
  techniques: ["T1021"],
  key: "source, hour",
  measure:
    "Σ −log2((k + 0.5) / (N + 1)) over new inside edges to administration ports; k sources had the edge before, N local sources",
  eligibility: `at least 3 bits; a source with ${habitual} such hours before is compared with its record`,
  reference: "information of an event of that probability, estimated with half an observation",
  tail: {new: 0, known: 0, scale: 1},
  sql: () => `
    WITH edges AS (
      SELECT src, dst, port, min(h) AS h FROM pair_hours
      WHERE src_local AND dst_local AND port IN ${inList(adminPorts)} AND src <> dst GROUP BY src, dst, port
    ), arrivals AS (SELECT dst, port, h, count(*) AS k FROM edges GROUP BY dst, port, h),
    earlier AS (
      SELECT dst, port, h,
        coalesce(sum(k) OVER (PARTITION BY dst, port ORDER BY h ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS k
      FROM arrivals
    )
    SELECT src AS entity, 'actor' AS role, src, dst, port, h AS "from", h AS "to", 'new' AS stratum, k::DOUBLE AS k
    FROM edges JOIN earlier USING (dst, port, h) ORDER BY h, src, dst, port`,
  derive: sumEdges,
  magnitude: ({facts: {bits, record}, stratum}) =>
    bits < 3 ? NaN : log1p(bits) - (stratum === "known" ? log1p(record) : 0),
  rawMagnitude: ({facts: {bits}}) => log1p(bits),
  sentence: ({facts: {m, hosts, ports, bits}}) =>
    `${counted(m, "new inside connection")} to ${counted(hosts, "host")} on ${counted(ports, "administration port")}: ${count(bits)} bits of surprise`,
  behaviour: (_, {destinations}) => `Lateral movement to ${counted(destinations, "host")}`,
  joins: ["src"],
  covers: `f.src_local AND f.dst_local AND f.port IN ${inList(adminPorts)} AND p.pair_first = f.h`
};

/** Returns one candidate per source and hour: the bits of its new edges, and the most of an earlier hour. */
function sumEdges(rows: Candidate[], {localSources}: EntityWindow): Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const row of rows) {
    const key = `${row.from} ${row.entity}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const past = new Map<string, {hours: number; record: number}>();
  return [...groups.values()].map((edges) => {
    const [first] = edges;
    const odds = edges.map(({facts}) => Math.min(1, (facts.k + 0.5) / (localSources + 1)));
    const bits = odds.reduce((sum, p) => sum - logarithm(p) / Math.LN2, 0);
    const {hours, record} = past.get(first.entity) ?? {hours: 0, record: 0};
    past.set(first.entity, {hours: hours + 1, record: Math.max(record, bits)});
    const hosts = new Set(edges.map(({dst}) => dst)).size;
    const ports = new Set(edges.map(({port}) => port)).size;
    const facts = {m: edges.length, hosts, ports, bits, record, hoursBefore: hours};
    const stratum = hours >= habitual ? "known" : "new";
    return {...first, dst: hosts === 1 ? first.dst : null, port: null, stratum, facts};
  });
}
