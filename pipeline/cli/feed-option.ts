import {join} from "node:path";
import {UsageError} from "../config/errors.js";
import {feedSettings, maybeFeedsPath} from "../config/feed.js";
import type {Settings} from "../config/settings.js";
import type {Feed} from "../feeds/feed.js";
import {getFeed, readFeeds} from "../feeds/read-feeds.js";
import {liveLink} from "../site/publish/live-site.js";
import {siteFolder} from "../site/publish/prepare-release.js";
import type {Command, CommandCall, OptionValues} from "./commands/command.js";

/** Returns the path of the file of feeds that *values* or the environment name; throws a UsageError if they name none. */
export function readFeedsPath(values: OptionValues): string {
  const path = maybeFeedsPath(values.feeds as string | undefined);
  if (path) return path;
  throw new UsageError("missing file of feeds: name it with --feeds, or ATALAYA_FEEDS");
}

/**
 * Returns the call of the command *name* for the feed that --feed asks for, as its file declares it: its settings, and its input, options and
 * site where the command line does not say otherwise. Throws a UsageError if there is no such feed, or the command is for none.
 */
export async function callOfFeed(
  name: string,
  command: Command,
  call: CommandCall
): Promise<CommandCall> {
  const asked = String(call.values.feed);
  if (command.ofFeed === false)
    throw new UsageError(`unknown option: --feed; \`atalaya ${name}\` is not for one feed`);
  const feed = getFeed(await readFeeds(readFeedsPath(call.values)), asked);
  return applied(feed, name, call);
}

/** Returns *call* of the command *name* with what *feed* says. */
export function applied(feed: Feed, name: string, call: CommandCall): CommandCall {
  const settings = feedSettings(call.settings, feed);
  const values = {...defaultsOf(feed, settings, name, call.values), ...call.values};
  const takesInput = inputCommands.includes(name) && call.values.built === undefined;
  if (!takesInput) return {...call, settings, values};
  const positionals = call.positionals.length > 0 ? call.positionals : feed.input;
  return {...call, settings, positionals, values: {...feed.options, ...values}};
}

/** The commands that read the logs of a feed. */
const inputCommands: readonly string[] = ["run", "publish", "watch"];

/** Returns the values of the options of the command *name* that follow from *feed*; *given* are those of the command line. */
function defaultsOf(
  {site, retention}: Feed,
  {workspace}: Settings,
  name: string,
  given: OptionValues
): OptionValues {
  const built = join(workspace, "site");
  switch (name) {
    case "build":
    case "start":
      return {out: built};
    case "watch":
      return given["no-build"] === true ? {} : {out: built};
    case "serve":
      return {out: site === null ? built : join(site, liveLink, siteFolder)};
    case "publish":
      return site === null ? {} : {to: site};
    case "retention": {
      if (["policy", "keep-runs", "keep-days"].some((option) => given[option] !== undefined))
        return {};
      const {keepRuns, keepDays} = retention ?? {};
      return {
        ...(keepRuns !== undefined && {"keep-runs": String(keepRuns)}),
        ...(keepDays !== undefined && {"keep-days": String(keepDays)})
      };
    }
    default:
      return {};
  }
}
