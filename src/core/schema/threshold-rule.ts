/** A rule that chooses the threshold of the flow model. */
export type ThresholdRule =
  /** At most as many alerts a day as the alert budget allows. */
  | {name: "budget"}
  /** The score 0.5, of an average path: `contamination: auto` of Liu, Ting & Zhou 2008. */
  | {name: "auto"}
  /** The quantile *value*, in (0, 1), of the scores: a share 1 − *value* of the events are alerts. */
  | {name: "quantile"; value: number}
  /** Alerts that form at most *value* incidents a day: alerts of one source in contiguous hours. */
  | {name: "incidents"; value: number}
  /** Alerts of which at most a share *value*, in (0, 1), is false on average, if that can be certified; else the alert budget. */
  | {name: "certified"; value: number};

/** The text of the rule where none is asked for. */
export const defaultThresholdRule = "budget";

/** The rules that take a value: its bounds, exclusive, and an example. */
const valued = {
  quantile: {max: 1, example: 0.999},
  incidents: {max: 10_000, example: 5},
  certified: {max: 1, example: 0.1}
} as const;

/**
 * Returns the rule of *text*: `budget`, `auto`, or `quantile:0.999`, `incidents:5` or `certified:0.1`, as `--threshold` takes it
 * and a manifest keeps it. Throws a RangeError that says what is allowed.
 */
export function parseThresholdRule(text: string): ThresholdRule {
  const [name, number, ...rest] = text.split(":");
  if (number === undefined && (name === "budget" || name === "auto")) return {name};
  if (!Object.hasOwn(valued, name) || rest.length > 0)
    throw new RangeError(
      `${JSON.stringify(text.slice(0, 40))}; it is budget, auto, quantile:Q, incidents:N or certified:A`
    );
  const {max, example} = valued[name as keyof typeof valued];
  const value = /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(number ?? "") ? Number(number) : NaN;
  if (!(value > 0 && value < max))
    throw new RangeError(
      `${JSON.stringify(text.slice(0, 40))}; give a number over 0 and below ${max.toLocaleString("en-US")}, e.g. ${name}:${example}`
    );
  return {name: name as keyof typeof valued, value};
}
