import {averagePrecision} from "../evaluation/ranking.js";
import {readLogTime} from "../evaluation/log-time.js";
import type {
  Ablation,
  DetectionMeasures,
  ScenarioMeasures,
  SystemMeasures
} from "../schema/detection.js";
import {createAttacks, dropAttacks, flowPrecision} from "./attacks.js";
import type {Attack} from "./attacks.js";
import type {Evidence} from "./evidence.js";
import type {QueryRunner} from "./query-runner.js";
import type {FoundIncidents} from "./find-incidents.js";
import {groupEvidence} from "./group-evidence.js";
import {isSupporting} from "./incidents.js";
import type {EntityIncident} from "./incidents.js";
import {isOfRule} from "./rule-incidents.js";

const hour = 3_600_000_000;

/** The incidents a day that are looked at (evaluation protocol: five). */
const budgetPerDay = 5;

/** The pieces of evidence that decide whether an incident is true, and the share of attack flows from which one does. */
const decisive = 3;
const mostly = 0.5;

/** The share of the flows of an attack that must be covered for it to be found. */
const enough = 0.1;

/** How to measure. */
export interface MeasureDetectionOptions {
  /** Whether what is found without each detector is omitted; defaults to false. */
  fast?: boolean;
}

/**
 * Measures what *found* finds of the labelled attacks in *events* (the published ones, with `attack`), in the test window,
 * from the tables that `findIncidents` leaves: all of it, that of models and rules; without one detector, or the rules; and by rules
 * and models alone. Returns null without an attack there. The only reader of labels
 * among the incidents: nothing that is measured here goes back.
 */
export async function measureDetection(
  runner: QueryRunner,
  events: string,
  {evidence, window}: Pick<FoundIncidents, "evidence" | "window">,
  {fast = false}: MeasureDetectionOptions = {}
): Promise<DetectionMeasures | null> {
  const attacks = await createAttacks(runner, events, window.test);
  if (attacks.length === 0) {
    for (const step of dropAttacks) await runner.run(step);
    return null;
  }
  const pieces = evidence.flat();
  const purity = await readPurity(runner);
  const days = await readDays(runner, events, window);
  const budget = Math.max(1, Math.round(budgetPerDay * days));
  const measure = async (kept: readonly Evidence[]): Promise<Measured> => {
    const rated = rateIncidents(groupEvidence(kept), window.test, purity);
    const covered = await readCovered(runner, idsOf(rated.slice(0, budget)));
    const found = attacks.filter((attack) => isFound(attack, covered.get(attack.attack)));
    return {rated, covered, found, incidentAp: precisionOf(rated)};
  };
  await runner.run(createCovered);
  const all = await measure(pieces);
  const byDetector = await readDetectors(runner, idsOf(all.rated.slice(0, budget)));
  const ablations = fast ? null : await ablate(pieces, all, measure);
  const both = systemOf("both", all, budget);
  const rules = await measure(pieces.filter(isOfRule));
  const models = await measure(pieces.filter((piece) => !isOfRule(piece)));
  const ranking = pieces.filter((piece) => !isSupporting(piece)); // what only supports ranks no flow
  const rates = ratesOf(ranking);
  const flows = await flowPrecision(runner, events, window.test, {
    ids: ranking.map(({id}) => id),
    places: ranking.map(({ratePerDay}) => rates.get(ratePerDay)!)
  });
  for (const step of [...dropAttacks, "DROP TABLE attack_cover"]) await runner.run(step);
  const places = new Map(evidence.flatMap((list, i) => list.map(({id}) => [id, i + 1] as const)));
  const {system: _, byScenario: _names, ...totals} = both;
  return {
    budgetPerDay,
    days,
    attacks: attacks.length,
    ...totals,
    flowAp: flows.ap,
    flowBaseRate: flows.baseRate,
    scenarios: scenariosOf(attacks, {all: all.covered, byDetector}),
    ablations,
    systems: [systemOf("rules", rules, budget), systemOf("models", models, budget), both],
    truths: all.rated.map(({incident, isTrue}) => ({
      incident: places.get(incident.evidence[0].id)!,
      isTrue
    }))
  };
}

/** Returns what is found with all *pieces*, which was measured already, and without each detector. */
async function ablate(
  pieces: readonly Evidence[],
  all: Measured,
  measure: (kept: readonly Evidence[]) => Promise<Measured>
): Promise<Ablation[]> {
  const ablations: Ablation[] = [
    {without: null, found: all.found.length, incidentAp: all.incidentAp}
  ];
  for (const without of [...new Set(pieces.map(({detector}) => detector))].sort()) {
    const {found, incidentAp} = await measure(pieces.filter((p) => p.detector !== without));
    ablations.push({without, found: found.length, incidentAp});
  }
  return ablations;
}

/** Returns the days of the test window. */
async function readDays(
  runner: QueryRunner,
  events: string,
  {test, last}: FoundIncidents["window"]
): Promise<number> {
  const time = await readLogTime(runner, events);
  const idle = time.idle(test * hour, (last + 1) * hour) / hour;
  return last / 24 + 1 / 24 - test / 24 - idle / 24;
}

function isFound({flows}: Attack, covered = 0): boolean {
  return covered >= Math.max(1, enough * flows);
}

/** What some of the evidence finds. */
interface Measured {
  /** Its incidents in the test window, most severe first. */
  rated: Rated[];
  /** What the true ones of those within the budget cover, and the attacks that they find. */
  covered: Covered["all"];
  found: Attack[];
  incidentAp: number | null;
}

function systemOf(
  system: SystemMeasures["system"],
  {rated, found, incidentAp}: Measured,
  budget: number
): SystemMeasures {
  const shown = rated.slice(0, budget);
  const isTrue = (one: Rated) => one.isTrue;
  const names = [...new Set(found.map(({name}) => name))].sort();
  return {
    system,
    incidents: rated.length,
    trueIncidents: rated.filter(isTrue).length,
    shown: shown.length,
    trueShown: shown.filter(isTrue).length,
    found: found.length,
    byScenario: Object.fromEntries(
      names.map((name) => [name, found.filter((attack) => attack.name === name).length] as const)
    ),
    incidentAp
  };
}

interface Rated {
  incident: EntityIncident;
  isTrue: boolean;
}

function rateIncidents(
  incidents: readonly EntityIncident[],
  test: number,
  purity: ReadonlyMap<number, number>
): Rated[] {
  return incidents
    .filter(({to}) => to >= test)
    .map((incident) => ({
      incident,
      isTrue: incident.evidence.slice(0, decisive).some(({id}) => (purity.get(id) ?? 0) >= mostly)
    }));
}

function idsOf(incidents: readonly Rated[]): number[] {
  return incidents
    .filter(({isTrue}) => isTrue)
    .flatMap(({incident}) => incident.evidence.map(({id}) => id));
}

/** Returns the average precision of *incidents*, most severe first; those of one severity and rate share a threshold. */
function precisionOf(incidents: readonly Rated[]): number | null {
  let place = 0;
  const places = incidents.map(({incident: {severity, ratePerDay}}, i) => {
    const before = i > 0 ? incidents[i - 1].incident : undefined;
    if (before?.severity !== severity || before.ratePerDay !== ratePerDay) place += 1;
    return -place;
  });
  return averagePrecision(
    places,
    incidents.map(({isTrue}) => Number(isTrue))
  );
}

/** Returns the places of the rates of *rated*, ascending, from 0. */
function ratesOf(rated: readonly {ratePerDay: number}[]): Map<number, number> {
  const rates = [...new Set(rated.map(({ratePerDay}) => ratePerDay))].sort((a, b) => a - b);
  return new Map(rates.map((rate, i) => [rate, i]));
}

async function readPurity(runner: QueryRunner): Promise<Map<number, number>> {
  const rows = await runner.rows<{id: number; share: number}>(
    `SELECT id, count(attack)::DOUBLE / count(*) AS share
    FROM evidence_cover LEFT JOIN attack_events USING (event_id) GROUP BY id`
  );
  return new Map(rows.map(({id, share}) => [id, share]));
}

/** The flows of each attack of the test window that some evidence covers, and by detector. */
interface Covered {
  all: Map<number, number>;
  byDetector: Map<string, Map<number, number>>;
}

/** The flows of attacks of the test window that evidence covers, of which each measurement reads some. */
const createCovered = `CREATE OR REPLACE TEMP TABLE attack_cover AS
  SELECT DISTINCT id, detector, attack, event_id FROM evidence_cover JOIN attack_events USING (event_id) WHERE in_test`;

const idsSql = "FROM (SELECT unnest(CAST(? AS INTEGER[])) AS id) JOIN attack_cover USING (id)";

/** Counts the flows of each attack of the test window that the pieces of evidence *ids* cover. */
async function readCovered(runner: QueryRunner, ids: readonly number[]): Promise<Covered["all"]> {
  if (ids.length === 0) return new Map();
  const rows = await runner.rows<{attack: number; n: number}>(
    `SELECT attack, count(DISTINCT event_id)::DOUBLE AS n ${idsSql} GROUP BY attack`,
    [`[${ids.join(",")}]`]
  );
  return new Map(rows.map(({attack, n}) => [attack, n]));
}

/** Counts the same by detector. */
async function readDetectors(
  runner: QueryRunner,
  ids: readonly number[]
): Promise<Covered["byDetector"]> {
  const rows = await runner.rows<{attack: number; detector: string; n: number}>(
    `SELECT attack, detector, count(DISTINCT event_id)::DOUBLE AS n ${idsSql} GROUP BY attack, detector`,
    [`[${ids.join(",")}]`]
  );
  const byDetector: Covered["byDetector"] = new Map();
  for (const {attack, detector, n} of rows) {
    const counts = byDetector.get(detector) ?? new Map<number, number>();
    byDetector.set(detector, counts.set(attack, n));
  }
  return byDetector;
}

function scenariosOf(attacks: readonly Attack[], {all, byDetector}: Covered): ScenarioMeasures[] {
  const names = [...new Set(attacks.map(({name}) => name))].sort();
  return names.map((name) => {
    const own = attacks.filter((attack) => attack.name === name);
    const foundBy = (counts: ReadonlyMap<number, number>) =>
      own.filter((attack) => isFound(attack, counts.get(attack.attack))).length;
    return {
      name,
      technique: own[0].technique,
      attacks: own.length,
      found: foundBy(all),
      flows: own.reduce((sum, {flows}) => sum + flows, 0),
      flowsCovered: own.reduce((sum, {attack}) => sum + (all.get(attack) ?? 0), 0),
      byDetector: Object.fromEntries(
        [...byDetector].map(([detector, counts]) => [detector, foundBy(counts)] as const).filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1)) // prettier-ignore
      )
    };
  });
}
