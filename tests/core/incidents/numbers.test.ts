import {beforeAll, expect, it} from "vitest";
import type {Evidence} from "../../../src/core/incidents/evidence.js";
import {at, evidenceOf, quietOffice} from "./office.js";
import type {Flow} from "./office.js";

const many = (n: number, flow: (i: number) => Flow): Flow[] =>
  Array.from({length: n}, (_, i) => flow(i));

const flows: Flow[] = [
  ...quietOffice(6),
  ...many(120, (i) => ({t: at(5, 3600 + i), src: "10.0.0.3", dst: "10.0.1.20", port: 1000 + i, state: "REJ"})), // prettier-ignore
  ...many(300, (i) => ({t: at(5, 60 * i), src: "10.0.0.4", dst: "203.0.113.9", port: 8443, out: 300})), // prettier-ignore
  ...many(4, (i) => ({t: at(5, 5000 * i), src: "10.0.0.7", dst: "203.0.113.77", port: 443, out: 4e8, in: 1e5})), // prettier-ignore
  ...many(40, (i) => ({t: at(5, 7 * i), src: "10.0.0.8", dst: `203.0.113.${100 + i}`, port: 80})),
  ...many(90, (i) => ({t: at(5, 20 * i), src: `192.0.2.${i % 9}`, dst: "10.0.1.20", port: 22 + (i % 2), state: "S0"})) // prettier-ignore
].sort((a, b) => a.t - b.t);

const hourOf = ({t}: Flow) => Math.floor(t / 3600);
const failed = ({state}: Flow) => state === "REJ" || state === "S0";
const outside = (address: string) => !address.startsWith("10.");
const distinct = (values: unknown[]) => new Set(values).size;
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** Returns the flows of the ends that *piece* names, from *back* hours before it. */
function between({src, dst, port, proto, from, to}: Evidence, back = 0): Flow[] {
  return flows.filter(
    (flow) =>
      (src === null || flow.src === src) &&
      (dst === null || flow.dst === dst) &&
      (port === null || flow.port === port) &&
      (proto === null || (flow.proto ?? "tcp") === proto) &&
      hourOf(flow) >= from - back &&
      hourOf(flow) <= to
  );
}

/** What each detector measures, recomputed from the flows in plain TypeScript. */
const measures: {[detector: string]: (piece: Evidence) => {[fact: string]: number}} = {
  burst: (piece) => {
    const all = between(piece);
    return {m: all.length, failed: all.filter(failed).length};
  },
  beacon: (piece) => {
    const all = between(piece);
    return {calls: all.length, m: distinct(all.map(({t}) => Math.floor(t)))};
  },
  scan: (piece) => {
    const all = between({...piece, dst: null}).filter(({proto = "tcp"}) => proto === "tcp");
    const target = ({dst, port}: Flow) => `${dst} ${port}`;
    const answered = new Set(all.filter((flow) => !failed(flow)).map(target));
    const silent = all.filter((flow) => !answered.has(target(flow)));
    return {
      m: distinct(silent.map(target)),
      hosts: distinct(silent.map(({dst}) => dst)),
      ports: distinct(silent.map(({port}) => port)),
      tried: distinct(all.map(target))
    };
  },
  exfiltration: (piece) => {
    const all = between(piece, 2);
    return {
      m: sum(all.map((flow) => flow.out ?? 0)),
      received: sum(all.map((flow) => flow.in ?? 0))
    };
  },
  "fan-out": (piece) => {
    const earlier = flows.filter((flow) => flow.src === piece.src && hourOf(flow) < piece.from);
    const known = new Set(earlier.map(({dst}) => dst));
    const contacted = [...new Set(between(piece).map(({dst}) => dst))];
    return {m: contacted.filter((dst) => !known.has(dst)).length, contacted: contacted.length};
  },
  pressure: (piece) => {
    const all = between(piece).filter((flow) => outside(flow.src) && failed(flow));
    return {m: all.length, sources: distinct(all.map(({src}) => src)), ports: distinct(all.map(({port}) => port))}; // prettier-ignore
  },
  "login-pressure": (piece) => {
    const all = between(piece).filter((flow) => outside(flow.src));
    return {m: all.length, sources: distinct(all.map(({src}) => src))};
  }
};

let evidence: Evidence[];
beforeAll(async () => {
  ({evidence} = await evidenceOf(flows, 4));
});

it.each(Object.keys(measures))("the numbers of %s are those of its events", (detector) => {
  const pieces = evidence.filter((piece) => piece.detector === detector);
  expect(pieces.length).toBeGreaterThan(0);
  for (const piece of pieces.slice(-60))
    expect(piece.facts).toMatchObject(measures[detector](piece));
});

it.each(["burst", "scan", "pressure", "login-pressure"])(
  "the record of %s is the maximum of strictly earlier hours",
  (detector) => {
    const pieces = evidence.filter(
      (piece) => piece.detector === detector && piece.facts.record > 0
    );
    for (const piece of pieces.slice(-30)) {
      const hours = Array.from({length: piece.from - Math.floor(at(0, 0) / 3600)}, (_, i) => piece.from - 1 - i); // prettier-ignore
      const past = hours.map((hour) => measures[detector]({...piece, from: hour, to: hour}).m);
      expect(piece.facts.record).toBe(Math.max(...past));
    }
  }
);
