import type {ListedIncident} from "../../core/schema/incidents.js";
import type {OfferedCondition} from "../records/suppression-form.js";
import type {ShownIncident} from "./incident-data.js";

/** How many other ends and ports are offered. */
const maxOffered = 4;

/** Returns the conditions that the events of an incident meet: its host, and the ends and ports that its evidence names; chosen is what all of it names. */
export function offersFor(
  {entity, role}: ShownIncident,
  listed: ListedIncident | undefined
): OfferedCondition[] {
  const [own, other] = role === "actor" ? (["src", "dst"] as const) : (["dst", "src"] as const);
  const evidence = listed?.evidence ?? [];
  const ends = unique(evidence.map((piece) => piece[other])).filter((end) => end !== entity);
  const ports = unique(evidence.map(({port}) => port));
  return [
    {condition: {field: own, equals: entity}, chosen: true},
    ...ends.map((equals): OfferedCondition => ({
      condition: {field: other, equals},
      chosen: evidence.every((piece) => piece[other] === equals)
    })),
    ...ports.map((equals): OfferedCondition => ({
      condition: {field: "dst_port", equals},
      chosen: evidence.every(({port}) => port === equals)
    }))
  ];
}

function unique<T>(values: readonly (T | null)[]): T[] {
  return [...new Set(values.filter((value) => value !== null))].slice(0, maxOffered);
}
