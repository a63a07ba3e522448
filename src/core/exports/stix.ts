import {alertsOf} from "./alert.js";
import type {Alert, AlertSource, Written} from "./alert.js";
import {
  addressObject,
  attackPattern,
  contentId,
  observedData,
  producer,
  scoreNote,
  sightingOf,
  ruleIndicator,
  trafficObject
} from "./stix-objects.js";
import type {StixObject} from "./stix-objects.js";
import type {TableRow} from "./table.js";

/**
 * Returns alerts as a STIX 2.1 bundle. An anomaly is an observation and no indicator: each alert is
 * `observed-data` about a connection and its addresses, with a `note` that holds score and
 * explanation; a technique that the log’s label names is a `sighting` of an `attack-pattern`, and a rule that matches is a
 * `sighting` of an `indicator`, where *source* has its document. The same alerts give the same bytes. Throws if no row is a connection between addresses.
 *
 * OASIS, “STIX Version 2.1”, 10 June 2021.
 */
export function stixBundle(rows: readonly TableRow[], source: AlertSource = {}): Written {
  const {alerts, others} = alertsOf(rows);
  const objects = new Map<string, StixObject>();
  const identity = producer();
  objects.set(identity.id, identity);
  let count = 0;
  for (const alert of alerts) {
    const made = objectsOf(alert, source, identity.id);
    if (made.length > 0) ++count;
    for (const object of made) if (!objects.has(object.id)) objects.set(object.id, object);
  }
  const left = alerts.length - count;
  if (count === 0) throw new Error(`no IP address in ${rows.length} rows; STIX needs one an event`);
  const list = [...objects.values()];
  const bundle = {
    type: "bundle",
    id: contentId("bundle", {objects: list.map(({id}) => id)}),
    objects: list
  };
  return {
    text: `${JSON.stringify(bundle, null, 2)}\n`,
    count,
    noun: "events",
    remarks: [
      ...(left > 0 ? [`${left} events skipped: neither end is an IP address`] : []),
      ...(others > 0 ? [`${others} rows skipped: they are no events`] : [])
    ]
  };
}

function objectsOf(alert: Alert, source: AlertSource, by: string): StixObject[] {
  const src = addressObject(alert.src);
  const dst = addressObject(alert.dst);
  if (!src && !dst) return [];
  const ends = [src, dst].filter((end) => end !== null);
  const traffic = trafficObject(alert, src, dst);
  const seen = [traffic, ...new Map(ends.map((end) => [end.id, end])).values()];
  const observed = observedData(alert, seen, by);
  const sightings = alert.techniques.flatMap((technique) => {
    const pattern = attackPattern(technique, by);
    const why = "Named by the label in the log.";
    return [pattern, sightingOf(pattern, alert, {observed, why, by})];
  });
  const matches = alert.rules.flatMap((rule) => {
    const patterns = rule.techniques.map((technique) => attackPattern(technique, by));
    const found = ruleIndicator(rule, patterns, by, source.patterns);
    if (!found) return [];
    const why = `Matched by the rule, of level ${rule.level}.`;
    const sighting = sightingOf(found.indicator, alert, {observed, why, by});
    return [found.indicator, ...patterns, ...found.relations, sighting];
  });
  return [...seen, observed, scoreNote(alert, observed, source, by), ...sightings, ...matches];
}
