import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections, findKind} from "../../src/core/readers/kinds/registry.js";
import {serviceTableNames} from "../../src/core/schema/service-tables.js";
import {sourceOf} from "../../src/core/services/service-columns.js";
import type {RawIndex} from "./raw-index.js";
import type {RawView} from "./raw-views.js";

/** What a partition of SILVER is made from. */
export interface PartitionPlan {
  /** The name of the partition: what it holds, and of which day; e.g., `day=2024-04-19`. */
  name: string;
  holds: "day" | "known" | "late";
  day: string;

  /** What it reads of RAW; a view without records is empty. */
  views: readonly RawView[];

  /** The names of the partitions of SILVER whose files it reads. */
  needs: readonly string[];
}

/** The partition of a day: its flows, and its tables of services. */
export interface DayPlan extends PartitionPlan {
  holds: "day";

  /** Whether the day has flows, and whether a log may name one of them. */
  flows: boolean;
  facts: boolean;

  /** The kinds of the records that the day has, beside flows. */
  kinds: readonly LogKind[];
}

/** The kinds of logs whose records name the ends of a flow: TLS, HTTP, SSH. */
export const namingKinds: readonly LogKind[] = ["ssl", "http", "ssh"].map((name) =>
  findKind(name)!
);

const [dns, ssl, files] = ["dns", "ssl", "files"].map((name) => findKind(name)!);
const tableKinds = serviceTableNames.map((table) => sourceOf(table).kind);

/** The partitions of SILVER, each after those that it needs. */
export interface SilverPlan {
  days: DayPlan[];

  /** What DNS answered until the end of a day: one for each day with records of DNS that has flows after it. */
  known: PartitionPlan[];

  /** What logs of the next day say of the flows of a day. */
  late: PartitionPlan[];
}

/**
 * Returns the partitions of SILVER of the days (UTC) in *index*. What each reads is all that it depends on:
 *
 * - a day: its own events and records; with records, also the events of the day before (a connection may begin before
 *   midnight), and then the TLS records (for certificates) and files (for programs) of the day before; what DNS answered until
 *   the end of the last day before; and what is late;
 * - what DNS answered until the end of a day: the records of DNS of that day, and the same of the last day before;
 * - what is late for a day: its events, and the records of TLS, HTTP and SSH of the day after.
 *
 * Windows of 5 minutes are aligned to midnight (UTC): none crosses it.
 */
export function planSilver(index: RawIndex): SilverPlan {
  const has = (kind: LogKind, day: string) => index.days(kind.name).has(day);
  const withFlows = index.days(connections.name);
  const lastFlows = [...withFlows].sort().at(-1) ?? "";
  const answered = [...index.days(dns.name)].sort().filter((day) => day < lastFlows);
  const known = answered.map((day, i) => ({
    ...partOf("known", day),
    views: [viewOf("day_dns", dns, [day])],
    needs: i > 0 ? [`known=${answered[i - 1]}`] : []
  }));
  const late = [...withFlows].sort().flatMap((day) => {
    const next = dayAfter(day);
    if (!namingKinds.some((kind) => has(kind, next))) return [];
    const records = namingKinds.map((kind) => viewOf(`later_${kind.name}`, kind, [next]));
    return [{...partOf("late", day), views: [viewOf("day_events", connections, [day]), ...records], needs: []}]; // prettier-ignore
  });
  const isLate = new Set(late.map(({day}) => day));
  const all = new Set([...withFlows, ...tableKinds.flatMap(({name}) => [...index.days(name)])]);
  let passed = 0; // days with answers before the day
  const days = [...all].sort().map((day): DayPlan => {
    const flows = withFlows.has(day);
    const kinds = tableKinds.filter((kind) => has(kind, day));
    while (passed < answered.length && answered[passed] < day) ++passed;
    const before: string | undefined = answered[passed - 1];
    const needs = [
      ...(flows && before !== undefined ? [`known=${before}`] : []),
      ...(isLate.has(day) ? [`late=${day}`] : [])
    ];
    const facts =
      flows && (needs.length > 0 || [dns, ...namingKinds].some((kind) => has(kind, day)));
    return {...partOf("day", day), views: dayViews(day, kinds), needs, flows, facts, kinds};
  });
  return {days, known, late};
}

function dayViews(day: string, kinds: readonly LogKind[]): RawView[] {
  const recent = [dayBefore(day), day];
  const own = [...new Set([...kinds, dns, ...namingKinds])];
  return [
    viewOf("day_events", connections, [day]),
    ...own.map((kind) => viewOf(`day_${kind.name}`, kind, [day])),
    ...(kinds.length > 0 ? [viewOf("recent_events", connections, recent)] : []),
    ...(kinds.some(({name}) => name === "x509") ? [viewOf("recent_ssl", ssl, recent)] : []),
    ...(kinds.some(({name}) => name === "pe") ? [viewOf("recent_files", files, recent)] : [])
  ];
}

function partOf<Holds extends PartitionPlan["holds"]>(holds: Holds, day: string) {
  return {name: `${holds}=${day}`, holds, day};
}

function viewOf(name: string, kind: LogKind, days: readonly string[]): RawView {
  return {name, kind, days};
}

const dayMs = 86_400_000;

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - dayMs).toISOString().slice(0, 10);
}
