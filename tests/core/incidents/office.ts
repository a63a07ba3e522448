import {mkdtempSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";
import {collectEvidence} from "../../../src/core/incidents/evidence.js";
import type {CollectedEvidence} from "../../../src/core/incidents/evidence.js";
import {findIncidents} from "../../../src/core/incidents/find-incidents.js";
import type {PublishedIncident} from "../../../src/core/schema/incidents.js";
import {seeded} from "../../../src/core/forest/random.js";

/** A flow of a made-up office. */
export interface Flow {
  /** Seconds since the epoch. */
  t: number;
  src: string;
  dst: string;
  port: number;
  proto?: string;
  out?: number;
  in?: number;
  seconds?: number;
  state?: string;
  service?: string;
  domain?: string;
  client?: string;
  score?: number;
}

const start = 1_700_006_400; // a midnight, UTC

/** Returns the flows of *days* quiet days of twelve hosts that browse, resolve names and use a file server. */
export function quietOffice(days: number, seed = 1): Flow[] {
  const random = seeded(seed);
  const flows: Flow[] = [];
  for (let hour = 0; hour < 24 * days; ++hour) {
    for (let host = 1; host <= 12; ++host) {
      const src = `10.0.0.${host}`;
      const at = () => start + 3600 * hour + 3599 * random();
      for (let i = 0; i < 4; ++i) {
        const site = Math.floor(random() * 20);
        flows.push({t: at(), src, dst: `198.51.100.${site}`, port: 443, out: 900, in: 20_000});
        flows.push({t: at(), src, dst: "10.0.1.53", port: 53, proto: "udp", out: 45, in: 120});
      }
      flows.push({t: at(), src, dst: "10.0.1.20", port: 445, out: 4000, in: 9000});
    }
  }
  return flows;
}

/** Returns the second *n* of the day *day*. */
export function at(day: number, n: number): number {
  return start + 86_400 * day + n;
}

/** Opens a database with *flows* as the table `events`, in the columns of the published one. */
export async function openOffice(flows: readonly Flow[]): Promise<Session> {
  const session = await openSession({scratch: mkdtempSync(join(tmpdir(), "office-"))});
  await session.run(`CREATE TABLE events (event_id BIGINT, time TIMESTAMP, src VARCHAR, dst VARCHAR, dst_port INTEGER,
    proto VARCHAR, service VARCHAR, duration DOUBLE, orig_bytes BIGINT, resp_bytes BIGINT, orig_ip_bytes BIGINT,
    orig_pkts BIGINT, conn_state VARCHAR, local_orig BOOLEAN, local_resp BOOLEAN, domain VARCHAR, client VARCHAR, uid VARCHAR, file INTEGER, score DOUBLE)`);
  const rows = flows.map((flow, i) => ({
    i,
    proto: "tcp",
    out: 0,
    in: 0,
    seconds: 0.1,
    state: "SF",
    us: Math.round(flow.t * 1e6),
    ...flow
  }));
  for (let from = 0; from < rows.length; from += 20_000) {
    await session.run(
      `INSERT INTO events SELECT r.i, make_timestamp(r.us), r.src, r.dst, r.port, r.proto, r.service, r.seconds, r."out", r."in",
        r."out" + 40, 1, r.state, NULL, NULL, r.domain, r.client, 'C' || r.i, 0, r.score
      FROM (SELECT unnest(from_json(?, '[{"i":"BIGINT","us":"BIGINT","src":"VARCHAR","dst":"VARCHAR","port":"INTEGER","proto":"VARCHAR","seconds":"DOUBLE","out":"BIGINT","in":"BIGINT","state":"VARCHAR","service":"VARCHAR","domain":"VARCHAR","client":"VARCHAR","score":"DOUBLE"}]')) AS r)`,
      [JSON.stringify(rows.slice(from, from + 20_000))]
    );
  }
  return session;
}

/** Returns the evidence of *flows*, trained on all before the day *trained*. */
export async function evidenceOf(
  flows: readonly Flow[],
  trained: number
): Promise<CollectedEvidence> {
  const session = await openOffice(flows);
  try {
    const trainedUntil = at(trained, 0) * 1e6;
    return await collectEvidence(session, {events: "events", scored: "events", trainedUntil});
  } finally {
    session.close();
  }
}

/** Returns the incidents of *flows*, trained on the first half of their time, with the names and sentences that are published. */
export async function incidentsOf(flows: readonly Flow[]): Promise<PublishedIncident[]> {
  const session = await openOffice(flows);
  try {
    const times = flows.map(({t}) => t);
    const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))]; // prettier-ignore
    const options = {events: "events", trainedUntil: ((first + last) / 2) * 1e6};
    return (await findIncidents(session, options)).incidents;
  } finally {
    session.close();
  }
}
