import {modelFeatures} from "../../../src/core/features/list.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import type {AttackLabels} from "../../../src/core/schema/labels.js";
import {maxName} from "../../../src/core/published/study/study-frame.js";
import type {Regime, StudyWindow} from "../../../src/core/schema/study.js";
import {drawRows} from "../../duckdb/draw-rows.js";
import {literals} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {attackSql} from "../attack.js";

/** The fewest rows that a regime needs: more than the neighbours that a method looks at. */
const minRows = 64;

/** The share of the rows of a short window that a seed draws: seeds have to differ. */
const drawnShare = 0.8;

/** Returns how many of *events* rows a seed draws, *most* at most: each draws others. */
export function rowsToDraw(events: number, most: number): number {
  return Math.min(most, Math.floor(drawnShare * events));
}

/** What methods are fitted on: the events of the files at *paths* before *until*, in microseconds since the epoch. */
export interface TrainingSource {
  paths: string[];
  until: number;
  attackLabels: AttackLabels;
}

/** The training window of a study. */
export interface StudyTraining {
  window: StudyWindow;

  /** How many of its events a regime may draw; null of *novel* where there is no such regime. */
  events: {seen: number; novel: number | null};

  /** The names of the attacks in it. */
  attacks: string[];
}

/** Returns what the training window holds. */
export async function readTraining(
  session: Session,
  {paths, until, attackLabels}: TrainingSource
): Promise<StudyTraining> {
  const before = `FROM (SELECT *, ${attackSql(attackLabels)} AS attack
    FROM read_parquet(${literals(paths)}) WHERE time < make_timestamp(CAST(? AS BIGINT)))`;
  const [counts] = await session.rows<{[name: string]: number | null}>(
    `SELECT CAST(epoch_us(min(time)) AS DOUBLE) AS first, CAST(epoch_us(max(time)) AS DOUBLE) AS last,
      CAST(count(*) AS DOUBLE) AS events, CAST(count(attack) AS DOUBLE) AS labelled,
      CAST(count(*) FILTER (attack = 1) AS DOUBLE) AS attacks ${before}`,
    [BigInt(until)]
  );
  const names = await session.rows<{attack: string}>(
    `SELECT DISTINCT left(coalesce(detailed_label, label), ${maxName}) AS attack ${before} WHERE attack = 1 ORDER BY attack`,
    [BigInt(until)]
  );
  const [events, labelled, attacks] = [counts.events!, counts.labelled!, counts.attacks!];
  const first = counts.first ?? until;
  const to = Math.min(until, (counts.last ?? until) + 1);
  const others = events - attacks;
  return {
    window: {from: first / 1000, to: to / 1000, events, labelled, attacks},
    events: {seen: events, novel: attacks > 0 && others >= minRows ? others : null},
    attacks: names.map(({attack}) => attack)
  };
}

/** Returns the rows of each seed in one regime, *most* of them at most; their values are shared among threads. */
export async function drawSeedRows(
  session: Session,
  {paths, until, attackLabels}: TrainingSource,
  {regime, events, most, seeds}: {regime: Regime; events: number; most: number; seeds: number[]}
): Promise<Matrix[]> {
  const only = regime === "seen" ? "true" : `(${attackSql(attackLabels)}) IS DISTINCT FROM 1`;
  const columns = modelFeatures.map(({name}) => name);
  const size = rowsToDraw(events, most);
  const matrices: Matrix[] = [];
  for (const seed of seeds) {
    const drawn = await drawRows(session, paths, {columns, until, only, rows: events, size, seed});
    matrices.push(shared(drawn));
  }
  return matrices;
}

/** Returns *matrix* with its values in memory that threads share. */
function shared({rows, columns, values}: Matrix): Matrix {
  const copy = new Float32Array(new SharedArrayBuffer(4 * rows * modelFeatures.length));
  copy.set(values.subarray(0, copy.length));
  return {rows, columns, values: copy};
}
