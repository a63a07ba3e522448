import type {FeedIdentity} from "../config/feed.js";
import type {OptionValues} from "../cli/commands/command.js";

/** When runs of a feed are due: by a pattern of cron in a time zone, or every so many minutes since 1970. */
export type Schedule = {cron: string; timeZone: string} | {everyMinutes: number};

/** How the files of a feed are watched. */
export interface Trigger {
  /** The seconds between two looks. */
  every: number;

  /** The seconds for which no file may change before a run begins. */
  settle: number;
}

/** A feed, as its file declares it: complete, and checked. */
export interface Feed extends FeedIdentity {
  /** The logs: paths, globs, or prefixes of an object store; empty for the synthetic feed. */
  input: string[];

  /** The options of its runs, as the command line of `run` has them. */
  options: OptionValues;

  /** Null for none. */
  schedule: Schedule | null;

  /** Whether new files start a run, and how they are watched; null if they do not. */
  trigger: Trigger | null;

  /** The folder that its site is published in; null for none. */
  site: string | null;

  /** The runs to keep, for `atalaya retention`: the newest so many, and those of so many days; null for all. */
  retention: {keepRuns?: number; keepDays?: number} | null;
}
