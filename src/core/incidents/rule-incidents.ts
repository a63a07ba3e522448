import {levels} from "../sigma/rule.js";
import type {Severity} from "../schema/incidents.js";
import {runParameters} from "../schema/run-parameters.js";
import type {Evidence, RulePiece} from "./evidence.js";
import {compareSeverities, groupHours, maxGap, maxRatePerDay} from "./incidents.js";
import type {EntityIncident} from "./incidents.js";

/** Returns whether *piece* is the hits of a rule. */
export function isOfRule(piece: Evidence): piece is RulePiece {
  return piece.hits !== undefined;
}

/** Returns the severity that *piece* gives an incident of its own; null: it opens none, since its rule only informs. */
export function ruleSeverity({hits: {rule}}: RulePiece): Severity | null {
  return rule.level === "informational" ? null : rule.level;
}

/** The incidents a day from which a rule makes too many, and the hours of hosts a day that have to be usual for it here. */
const maxOwnPerDay = 5;

/** The hours of hosts a day from which a rule fires too often, however few incidents they make: the default alert budget. */
const maxHoursPerDay = runParameters.budgetPerDay.default;

/**
 * Adds the hits of rules to the *incidents* of detectors, and returns those that the rest makes. A piece joins an incident of its
 * entity that it is at most an hour apart from: in its own role first, the rarest first; hits of an outside source, else that of the one
 * host that it reaches. It stands behind the evidence there, the
 * highest level first, and raises the severity to its level, unless its rule is frequent here. What joins none is grouped by entity, role and contiguous hours, and has the highest level, but for rules that would bury the
 * list: where a rule makes over five incidents a day, and usually hits in over five hours of entities a day, they are low, and
 * where it hits in over 50.
 */
export function addRules(
  incidents: readonly EntityIncident[],
  pieces: readonly RulePiece[]
): EntityIncident[] {
  const sorted = [...pieces].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.ratePerDay - b.ratePerDay || a.id - b.id
  );
  const left = joinAll(incidents, sorted);
  const alone = groupHours(left.filter((piece) => ruleSeverity(piece) !== null));
  const places = new Map(sorted.map((piece, i) => [piece as Evidence, i]));
  const noisy = noisyRules(alone);
  for (const incident of alone) completeAlone(incident, places, noisy);
  joinAll(
    alone,
    left.filter((piece) => ruleSeverity(piece) === null)
  );
  return alone;
}

/** Adds each of *pieces* to the incident that it belongs to; returns those that belong to none. */
function joinAll(incidents: readonly EntityIncident[], pieces: readonly RulePiece[]): RulePiece[] {
  const find = finderOf(incidents);
  return pieces.filter((piece) => {
    const {entity, role, dst} = piece;
    const reached = piece.hits.isOutside && role === "actor" ? dst : null;
    const incident =
      find(piece, entity, role) ??
      find(piece, entity, role === "actor" ? "target" : "actor") ??
      (reached === null ? undefined : find(piece, reached, "target"));
    if (!incident) return true;
    incident.evidence.push(piece);
    if (incident.foundBy === "models") incident.foundBy = "both";
    if (incident.foundBy === "both") raise(incident, piece);
    return false;
  });
}

/** Returns the function that finds the rarest incident of an entity and role that a piece is at most an hour apart from. */
function finderOf(incidents: readonly EntityIncident[]) {
  const byKey = new Map<string, {incident: EntityIncident; latest: number}[]>();
  for (const incident of [...incidents].sort((a, b) => a.from - b.from)) {
    const key = `${incident.role} ${incident.entity}`;
    const others = byKey.get(key);
    const latest = Math.max(incident.to, others?.at(-1)?.latest ?? -Infinity);
    if (others) others.push({incident, latest});
    else byKey.set(key, [{incident, latest}]);
  }
  return ({from, to}: RulePiece, entity: string, role: EntityIncident["role"]) => {
    const list = byKey.get(`${role} ${entity}`) ?? [];
    let best: EntityIncident | undefined;
    for (let i = lastFrom(list, to + maxGap); i >= 0 && list[i].latest >= from - maxGap; --i) {
      const {incident} = list[i];
      if (incident.to < from - maxGap) continue;
      if (!best || incident.ratePerDay <= best.ratePerDay) best = incident;
    }
    return best;
  };
}

/** Returns the place of the last of *list* that begins at *hour* or before; −1 if none does. */
function lastFrom(list: readonly {incident: EntityIncident}[], hour: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].incident.from <= hour) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Returns the place of the level of *piece*: 0 is the highest. */
function placeOf({hits: {rule}}: RulePiece): number {
  return levels.length - 1 - levels.indexOf(rule.level);
}

function raise(incident: EntityIncident, piece: RulePiece): void {
  const level = ruleSeverity(piece);
  if (level === null || piece.ratePerDay > maxRatePerDay) return;
  if (compareSeverities(level, incident.severity) >= 0) return;
  incident.severity = level;
  incident.raisedBy = piece;
}

/** Returns the rules that make more incidents than a team can look at, over the days from their first hit to their last. */
function noisyRules(alone: readonly EntityIncident[]): ReadonlySet<number> {
  const counts = new Map<number, {incidents: number; rate: number; from: number; to: number}>();
  for (const {from, to, evidence} of alone) {
    const rules = new Map<number, number>();
    for (const {hits, ratePerDay} of evidence as RulePiece[])
      if (ratePerDay > maxOwnPerDay) rules.set(hits.rule.rule, ratePerDay);
    for (const [rule, rate] of rules) {
      const count = counts.get(rule) ?? {incidents: 0, from, to};
      counts.set(rule, {
        rate,
        incidents: count.incidents + 1,
        from: Math.min(count.from, from),
        to: Math.max(count.to, to)
      });
    }
  }
  const noisy = [...counts].filter(
    ([, {incidents, rate, from, to}]) =>
      rate > maxHoursPerDay || incidents > maxOwnPerDay * Math.max(1, (to - from) / 24)
  );
  return new Set(noisy.map(([rule]) => rule));
}

function completeAlone(
  incident: EntityIncident,
  places: ReadonlyMap<Evidence, number>,
  noisy: ReadonlySet<number>
): void {
  const pieces = (incident.evidence as RulePiece[]).sort((a, b) => places.get(a)! - places.get(b)!);
  const telling = pieces.find(({hits}) => !noisy.has(hits.rule.rule));
  incident.foundBy = "rules";
  incident.severity = telling ? ruleSeverity(telling)! : "low";
  incident.ratePerDay = incident.evidence.reduce(
    (least, one) => Math.min(least, one.ratePerDay),
    Infinity
  );
}
