import {Cron} from "croner";
import {errorMessage} from "../../src/core/error-message.js";
import type {Schedule} from "./feed.js";

const minute = 60_000;

/** The most ticks of an interval that are looked at one by one. */
const maxTicks = 1_000;

/** Returns what is wrong with the schedule of *cron*, and the field of it; undefined if it is valid, and ever due. */
export function scheduleProblem(
  schedule: Extract<Schedule, {cron: string}>
): {field: "cron" | "time-zone"; message: string; remedy: string} | undefined {
  const {cron, timeZone} = schedule;
  try {
    new Intl.DateTimeFormat("en", {timeZone});
  } catch {
    return {
      field: "time-zone",
      message: `unknown time zone: ${timeZone}`,
      remedy: "name one of the IANA database, as Europe/Berlin"
    };
  }
  const remedy = "minute, hour, day of month, month, day of week, as in 15 3 * * *";
  try {
    const next = patternOf(schedule).nextRun(new Date(0));
    if (next) return undefined;
    return {field: "cron", message: `invalid pattern: ${cron} is never due`, remedy};
  } catch (error) {
    const why = errorMessage(error).replace(/^\w+: /, "");
    return {field: "cron", message: `invalid pattern: ${cron} (${why})`, remedy};
  }
}

/** Returns the first time after *after* at which *schedule* is due; undefined if there is none. */
export function nextTick(schedule: Schedule, after: Date): Date | undefined {
  return follower(schedule)(after);
}

/** Returns what returns the first time after another at which *schedule* is due. */
function follower(schedule: Schedule): (after: Date) => Date | undefined {
  if ("cron" in schedule) {
    const pattern = patternOf(schedule);
    return (after) => pattern.nextRun(after) ?? undefined;
  }
  const step = schedule.everyMinutes * minute;
  return (after) => new Date((Math.floor(after.getTime() / step) + 1) * step);
}

/** The times at which a schedule was due in an interval. */
export interface Ticks {
  /** The last of them; undefined if there was none. */
  last: Date | undefined;

  /** Those before it, oldest first: at most a thousand. */
  earlier: Date[];
}

/** Returns the times at which *schedule* was due after *after* and until *until*, that included. */
export function ticksBetween(schedule: Schedule, after: Date, until: Date): Ticks {
  const next = follower(schedule);
  const ticks: Date[] = [];
  for (let at = next(after); at && at <= until && ticks.length <= maxTicks; at = next(at))
    ticks.push(at);
  if (ticks.length <= maxTicks) return {last: ticks.at(-1), earlier: ticks.slice(0, -1)};
  return {last: lastTick(schedule, until), earlier: ticks.slice(0, maxTicks)};
}

function lastTick(schedule: Schedule, until: Date): Date | undefined {
  if ("cron" in schedule)
    return patternOf(schedule).previousRuns(1, new Date(until.getTime() + 1_000))[0];
  const step = schedule.everyMinutes * minute;
  return new Date(Math.floor(until.getTime() / step) * step);
}

/** Five fields, as crontab has them; a time in the gap of a clock change is due after it, and one that comes twice is due once. */
function patternOf({cron, timeZone}: Extract<Schedule, {cron: string}>): Cron {
  return new Cron(cron, {timezone: timeZone, mode: "5-part", paused: true});
}
