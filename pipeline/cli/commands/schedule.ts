import {setTimeout as wait} from "node:timers/promises";
import {openAudit} from "../../audit/open.js";
import {asOnlyScheduler} from "../../audit/schedule-lock.js";
import {UsageError} from "../../config/errors.js";
import {engineSettings} from "../../engine/engine-settings.js";
import {feedSettings} from "../../config/feed.js";
import {readFeeds} from "../../feeds/read-feeds.js";
import type {Feed} from "../../feeds/feed.js";
import {runSchedule} from "../../feeds/scheduler.js";
import type {LastRun, ScheduleEvent, SchedulerEffects} from "../../feeds/scheduler.js";
import {auditLedger} from "../../feeds/tick-records.js";
import {onInterruption} from "../../lease/endings.js";
import {openSources} from "../../mirror/open.js";
import {takeSnapshot} from "../../watch/snapshot.js";
import {applied, readFeedsPath} from "../feed-option.js";
import type {Command, CommandCall} from "./command.js";
import {command as publish} from "./publish.js";
import {command as run} from "./run.js";

/** Starts the runs of feeds when they are due. */
export const command: Command = {
  usage: "",
  description: `Starts the runs of the feeds in the file when their schedules are due, or when their files change,
and publishes their sites; until interrupted. Any number may run: one acts, the others wait
to take its place. What was due while none was there is made up for once; what a feed was
due for while its run was at work is skipped. Both are printed, and recorded in its audit.`,
  ofFeed: false,
  options: {distributed: {type: "boolean"}},
  optionHelp: [
    ["--distributed", "workers do the runs (`atalaya worker --feed NAME`), all at once"]
  ],
  async run(call) {
    const path = readFeedsPath(call.values);
    const feeds = (await readFeeds(path)).filter(({schedule, trigger}) => schedule ?? trigger);
    if (feeds.length === 0)
      throw new UsageError(`nothing to do: no feed of ${path} has a schedule or a trigger`);
    const distributed = call.values.distributed === true;
    if (distributed) engineSettings(call.settings, "--distributed");
    for (const feed of feeds) feedSettings(call.settings, feed); // a key that is missing is no surprise at night
    const stopping = new AbortController();
    const stay = onInterruption(async () => stopping.abort());
    const {signal} = stopping;
    const parallel = distributed ? feeds.length : 1;
    try {
      const work = ({check}: {check(): void}) =>
        runSchedule(feeds, {parallel}, effectsOf(call, signal, check), signal);
      await asOnlyScheduler(call.settings, work, (message) => call.reporter.warn(message));
      return 0;
    } finally {
      stay();
    }
  }
};

function effectsOf(call: CommandCall, signal: AbortSignal, check: () => void): SchedulerEffects {
  const {settings, reporter, json, print} = call;
  const onWait = (message: string) => reporter.warn(message);
  const settingsOf = (feed: Feed) => feedSettings(settings, feed);
  return {
    now: () => new Date(),
    sleep: (ms) => wait(ms, undefined, {signal}).catch(() => {}),
    ledger: (feed) => auditLedger(() => openAudit(settingsOf(feed), {onWait})),
    look: (feed) => {
      const {local, mirrors} = openSources(feed.input, settingsOf(feed), onWait);
      return takeSnapshot(local, mirrors);
    },
    lastRun: async (feed, since) =>
      call.values.distributed ? "running" : lastRun(feed, since, call), // a submission is the same when it is repeated
    run: (feed, id) => runFeed(feed, id, call),
    report: (event) => print(json ? JSON.stringify(event) : textOf(event)),
    check
  };
}

/** Runs *feed* in this process, as `publish` does if it has a site, and else `run`; rejects if its exit code says that it failed. */
async function runFeed(feed: Feed, id: string, call: CommandCall): Promise<void> {
  const [name, what] =
    feed.site === null ? (["run", run] as const) : (["publish", publish] as const);
  const {distributed} = call.values;
  const values = distributed === true ? {distributed} : {};
  const print = () => {}; // the run is in the audit of the feed, and its steps on standard error
  const code = await what.run(applied(feed, name, {...call, id, positionals: [], values, print}));
  if (code !== 0 && code !== 3) throw new Error(`${name} ended with the exit code ${code}`);
}

/** Returns what became of the newest run of *feed* that began at *since* or later. */
async function lastRun(
  feed: Feed,
  since: Date,
  {settings, reporter}: CommandCall
): Promise<LastRun> {
  const onWait = (message: string) => reporter.warn(message);
  const audit = await openAudit(feedSettings(settings, feed), {onWait});
  try {
    const [newest] = await audit.runs(1);
    if (!newest || newest.startedAt < since.getTime()) return "none";
    const {status, error} = newest;
    const isInterrupted = status === "dead" || (error?.startsWith("interrupted by ") ?? false);
    return isInterrupted ? "interrupted" : "ended";
  } finally {
    await audit.close();
  }
}

function textOf({feed, what, tick, note}: ScheduleEvent): string {
  const due = tick ? ` what was due at ${tick.slice(0, 16).replace("T", " ")} UTC` : "";
  return `${feed}: ${what}${due}${note ? ` (${note})` : ""}`;
}
