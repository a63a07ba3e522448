import type {LogTime} from "../evaluation/log-time.js";
import {warningsOf} from "../evaluation/warnings.js";
import type {WarningFacts} from "../evaluation/warnings.js";
import type {CalibrationRows} from "../evaluation/window-warnings.js";
import type {RunDrift} from "../schema/drift.js";
import type {RawFacts as Facts} from "../schema/raw-facts.js";
import type {Metrics} from "../schema/published.js";
import {setAsideOf} from "../schema/set-aside.js";
import type {TrainingSignals, Warning} from "../schema/warnings.js";
import type {LoadedModel} from "./loaded-model.js";
import {isTrainedElsewhere} from "./provenance.js";
import type {Chain, EvaluationParameters} from "./provenance.js";

/** What the warnings of a run are made of. */
export interface RunWarningInputs {
  chain: Chain;
  models: readonly LoadedModel[];
  parameters: Pick<EvaluationParameters, "setAside">;
  events: number;
  /** The time that the log covers. */
  time: LogTime;
  metrics: readonly Metrics[];
  drift: RunDrift | null;
  calibration: CalibrationRows | null;
}

/** Returns the warnings of a run: from its manifests, its models and what was measured. */
export function runWarnings({
  chain,
  models,
  parameters,
  metrics,
  events,
  time,
  ...windows
}: RunWarningInputs): Warning[] {
  const {rejected, files, synthetic, time: bounds} = chain.raw.facts as unknown as RawFacts;
  const {window} = chain.models.facts as unknown as {window?: {signals?: TrainingSignals}};
  const {from, until} = models[0].file.training;
  return warningsOf({
    events,
    first: time.first / 1000,
    last: time.last / 1000,
    days: time.days(time.first, time.last),
    synthetic: Boolean(synthetic),
    files,
    setAside: [...setAsideOf([chain.raw, chain.silver]), ...parameters.setAside],
    rejected,
    stray: bounds?.automatic ? strayOf(bounds) : null,
    metrics: metrics.filter(({model}) => model === metrics[0].model),
    training: {
      elsewhere: isTrainedElsewhere(chain),
      from: Date.parse(from),
      until: Date.parse(until),
      signals: window?.signals ?? null
    },
    drift: windows.drift,
    calibration: windows.calibration
  });
}

/** Returns the lines that were set apart for their time, and the bounds of events to the second. */
function strayOf({outside, events: {from, to}}: RawTimes): WarningFacts["stray"] {
  const text = (time: string | null) => time && `${time.slice(0, 19).replace("T", " ")} UTC`;
  return {lines: outside, from: text(from), to: text(to)};
}

/** Older artifacts have no *time*. */
type RawFacts = Pick<Facts, "rejected"> & {
  synthetic: unknown;
  files: {name: string; partial?: string | null}[];
  time?: RawTimes;
};

type RawTimes = Facts["time"];
