import {parseNetwork} from "../../src/core/detectors/entity/local-network.js";
import {UsageError} from "../config/errors.js";
import {defaultEventLimits, maxLateness, maxOpenEvents} from "../serving/events/limits.js";
import type {EventsRequest} from "../serving/events/open-events.js";
import type {Command, OptionValues} from "./commands/command.js";
import {maybeInteger, maybeNumber} from "./option-values.js";

const {latenessSeconds, openEvents, finalBytes} = defaultEventLimits;
const gigabyte = 2 ** 30;

/** The options of scoring log lines as they come. */
export const eventsOptions: Command["options"] = {
  events: {type: "boolean"},
  lateness: {type: "string"},
  "max-open-events": {type: "string"},
  "max-final-gb": {type: "string"},
  "local-net": {type: "string", multiple: true}
};

/** Their help. */
export const eventsHelp: Command["optionHelp"] = [
  ["--events", "score log lines that are sent to /events, too, with the state in the workspace"],
  ["--lateness SECONDS", `how late events may come after their 5 minutes (${latenessSeconds})`],
  ["--max-open-events N", `the most events of windows that are not over (${openEvents})`],
  ["--max-final-gb N", `the most gigabytes of final scores on disk (${finalBytes / gigabyte})`],
  ["--local-net CIDR", "a network whose addresses are local, as of run; repeatable"]
];

/** Returns how log lines are scored live; null without --events. Throws a UsageError. */
export function maybeEvents(values: OptionValues): EventsRequest | null {
  const given = Object.keys(eventsOptions).find((name) => values[name] !== undefined);
  if (values.events !== true) {
    if (given === undefined) return null;
    throw new UsageError(`missing --events: --${given} is about log lines; add it`);
  }
  const gigabytes = maybeNumber(values, "max-final-gb", {min: 0.001, max: 10_000});
  return {
    limits: {
      ...defaultEventLimits,
      latenessSeconds: maybeInteger(values, "lateness", {min: 0, max: maxLateness}) ?? latenessSeconds, // prettier-ignore
      openEvents: maybeInteger(values, "max-open-events", {min: 1_000, max: maxOpenEvents}) ?? openEvents, // prettier-ignore
      finalBytes: gigabytes === undefined ? finalBytes : Math.round(gigabytes * gigabyte)
    },
    localNet: readNetworks(values)
  };
}

function readNetworks(values: OptionValues): string[] {
  const networks = [values["local-net"] ?? []].flat().map(String);
  try {
    networks.forEach(parseNetwork);
  } catch (error) {
    throw new UsageError(`invalid --local-net: ${(error as Error).message}`);
  }
  return networks;
}
