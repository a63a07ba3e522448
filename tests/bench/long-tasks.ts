import type {Browser, Page} from "playwright-core";

/** A task of the main thread, and what took most of it. */
export interface LongTask {
  /** In ms. */
  duration: number;

  /** When it began, in ms since the trace began. */
  at: number;

  /** The longest of what the trace names within it, with its duration in ms; longest first. */
  parts: string[];
}

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args?: {name?: string; data?: {functionName?: string; url?: string; type?: string}};
}

const categories = [
  "toplevel",
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "v8",
  "blink.user_timing"
];

/** Returns the longest tasks of the main thread of *page* while *work* is done, from a trace; at most *most*. */
export async function longTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
  most = 8
): Promise<LongTask[]> {
  await browser.startTracing(page, {categories});
  await work();
  const {traceEvents} = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const begun = Math.min(...traceEvents.filter(({ts}) => ts > 0).map(({ts}) => ts));
  const mains = traceEvents.filter(
    ({name, args}) => name === "thread_name" && args?.name === "CrRendererMain"
  );
  const ofMain = traceEvents.filter(({pid, tid}) =>
    mains.some((main) => main.pid === pid && main.tid === tid)
  );
  const complete = ofMain.filter(({ph, dur}) => ph === "X" && dur !== undefined);
  return complete
    .filter(({name}) => name === "RunTask")
    .sort((a, b) => b.dur! - a.dur!)
    .slice(0, most)
    .map((task) => ({
      duration: Math.round(task.dur! / 1000),
      at: Math.round((task.ts - begun) / 1000),
      parts: partsOf(task, complete)
    }));
}

function partsOf(task: TraceEvent, events: readonly TraceEvent[]): string[] {
  const end = task.ts + task.dur!;
  return events
    .filter(
      ({name, ts, dur, pid, tid}) =>
        pid === task.pid &&
        tid === task.tid &&
        ts >= task.ts &&
        ts + dur! <= end &&
        dur! > 3000 &&
        !/RunTask$/.test(name)
    )
    .sort((a, b) => b.dur! - a.dur!)
    .slice(0, 8)
    .map(({name, dur, args}) => {
      const {functionName, url, type} = args?.data ?? {};
      const where = [functionName, url?.split("/").at(-1), type].filter(Boolean).join(" ");
      return `${Math.round(dur! / 1000)} ${name}${where && ` ${where}`}`;
    });
}
