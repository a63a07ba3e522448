import {relative} from "node:path";
import {problemText} from "../../../src/core/sigma/parse/problem.js";
import {UsageError} from "../../config/errors.js";
import {feedSettings} from "../../config/feed.js";
import type {Schedule} from "../../feeds/feed.js";
import {checkFeeds, readFeeds} from "../../feeds/read-feeds.js";
import {readStatus} from "../../feeds/status.js";
import type {FeedStatus} from "../../feeds/status.js";
import {readFeedsPath} from "../feed-option.js";
import type {Command, CommandCall} from "./command.js";

/** Lists and checks the feeds of a file. */
export const command: Command = {
  usage: "[list|check]",
  description: `list   lists the feeds of the file: the newest run, the time of the newest event, when the
       next run is due, and the site (the default)
check  checks the file; prints each problem with file, line, field and remedy, and exits
       with 1 if there are some`,
  ofFeed: false,
  options: {},
  optionHelp: [],
  takesPositionals: true,
  async run(call) {
    const [task = "list", ...rest] = call.positionals;
    if (rest.length > 0 || !["list", "check"].includes(task))
      throw new UsageError(`unknown argument: ${rest[0] ?? task}; try list or check`);
    const path = readFeedsPath(call.values);
    return task === "check" ? check(path, call) : list(path, call);
  }
};

async function check(path: string, {json, print}: CommandCall): Promise<number> {
  const {feeds, problems} = await checkFeeds(path);
  const names = feeds.map(({name}) => name);
  if (json) print(JSON.stringify({file: path, feeds: names, problems}));
  else if (problems.length === 0) print(`${names.length} feeds are valid: ${names.join(", ")}`);
  else for (const problem of problems) print(problemText(problem));
  return problems.length === 0 ? 0 : 1;
}

async function list(path: string, {json, settings, print}: CommandCall): Promise<number> {
  const now = new Date();
  const statuses: FeedStatus[] = [];
  for (const feed of await readFeeds(path))
    statuses.push(await readStatus(feed, feedSettings(settings, feed), now));
  if (json) print(JSON.stringify({file: path, feeds: statuses}));
  else for (const status of statuses) print(textOf(status));
  return 0;
}

function textOf({name, run, latest, dataUntil, dataAgeHours, ...status}: FeedStatus): string {
  const {next, schedule, trigger, site, scheduled} = status;
  const failed = run && run.run !== latest ? `, newest ${run.run} ${run.status}` : "";
  const starts = [
    ...(schedule ? [`next ${minuteOf(next)} (${scheduleText(schedule)})`] : []),
    ...(trigger ? ["when files are new"] : [])
  ];
  return [
    `${name}  ${latest ? `run ${latest}` : "no run yet"}${failed}`,
    ...(dataUntil ? [`    data until ${minuteOf(dataUntil)}, ${dataAgeHours} h ago`] : []),
    `    ${starts.join(", ") || "no schedule"}`,
    ...(scheduled?.note ? [`    ${scheduled.outcome}: ${scheduled.note}`] : []),
    ...(site === null ? [] : [`    site ${relative(process.cwd(), site) || site}`])
  ].join("\n");
}

function scheduleText(schedule: Schedule): string {
  return "cron" in schedule
    ? `${schedule.cron}, ${schedule.timeZone}`
    : `every ${schedule.everyMinutes} min`;
}

/** Returns *time*, ISO 8601, to the minute. */
function minuteOf(time: string | null): string {
  return time ? `${time.slice(0, 16).replace("T", " ")} UTC` : "never";
}
