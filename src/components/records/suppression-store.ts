import {isInForce, parseSuppression} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import type {EventRow} from "../../core/schema/published.js";
import type {SuppressibleEvent} from "../../core/suppressions/condition.js";
import {storedRecords} from "./stored-records.js";

/** The suppressions of this browser, those that have expired too. */
export const suppressions = storedRecords<Suppression>({
  name: "atalaya-suppressions/1",
  noun: "suppressions",
  maxRecords: 200,
  parse: parseSuppression,
  identityOf: ({id}) => id
});

/** Returns the suppressions of this browser that hold now, in the order in which they were made. */
export function suppressionsInForce(now = Date.now()): Suppression[] {
  const found = [...suppressions.all().values()].filter((one) => isInForce(one, now));
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Adds *imported* to those of this browser, of two with one id the later; returns how many were added. */
export function importSuppressions(imported: readonly Suppression[]): number {
  const stored = new Map(suppressions.all());
  let n = 0;
  for (const one of imported) {
    const before = stored.get(one.id);
    if (before && before.at >= one.at) continue;
    stored.set(one.id, one);
    ++n;
  }
  suppressions.replaceAll(stored.values());
  return n;
}

/** Returns a row of a published table with the field names of conditions. */
export function suppressibleEvent(event: EventRow): SuppressibleEvent {
  const {srcPort, dstPort, state, origBytes, respBytes, ...same} = event;
  return {
    ...{src: same.src, dst: same.dst, proto: same.proto, service: same.service},
    ...{label: same.label, duration: same.duration, conn_state: state},
    ...{src_port: srcPort, dst_port: dstPort, orig_bytes: origBytes, resp_bytes: respBytes}
  };
}
