import {errorMessage} from "../../src/core/error-message.js";
import type {Severity, SeverityCounts} from "../../src/core/schema/incidents.js";
import {messageOf} from "./message.js";
import type {Channel, Delivery, Message} from "./message.js";
import {newIncidents, severityNames} from "./new-incidents.js";
import type {NotifiedIncident} from "./new-incidents.js";
import {settle} from "./settle.js";
import type {SettleEffects} from "./settle.js";
import {isSame} from "./snapshot.js";
import type {Snapshot} from "./snapshot.js";
import type {WatchState} from "./state.js";

/** How to watch. */
export interface WatchOptions {
  /** The command of a run, with all of its options: another one processes the same files again. */
  command: string;

  /** The seconds between two looks at the files. */
  every: number;

  /** The seconds for which no file may change before a run begins. */
  settle: number;

  /** Whether to look once, and return. */
  once: boolean;

  /** The least severe incidents to notify of. */
  failOn: Severity;
}

/** A run, as the watch needs it. */
export interface Ran {
  run: string;

  /** All of its incidents, most severe first. */
  incidents: readonly NotifiedIncident[];

  /** Whether an input was damaged, or most lines were rejected. */
  partial: boolean;

  /** Returns those of some of its incidents that no suppression hides. */
  visible(incidents: readonly NotifiedIncident[]): Promise<NotifiedIncident[]>;
}

/** A run that was watched to its end, as it is printed. */
export interface WatchedRun {
  run: string;

  /** The number of new incidents at or above `--fail-on`. */
  new: number;
  incidents: SeverityCounts;

  /** The deliveries, by channel; null if there was nothing to notify of, or no channel. */
  notified: Readonly<Record<string, Delivery>> | null;

  /** Those new incidents; empty if an earlier process found them. */
  listed: readonly NotifiedIncident[];
}

/** The effects of a watch on the world. */
export interface WatchEffects extends SettleEffects {
  /** Returns why no run over the files can begin, as a sentence; null if one can. */
  findObstacle(): Promise<string | null>;
  run(): Promise<Ran>;

  /** Builds the site of the latest run; null for none. */
  build: (() => Promise<void>) | null;
  channels: readonly Channel[];
  findState(): Promise<WatchState | undefined>;
  writeState(state: WatchState): Promise<void>;

  /** Receives each run when all that follows it is done. */
  report(run: WatchedRun): void;

  /** Receives what people should read. */
  warn(message: string): void;
}

/** What a look led to: whether a run ended, how many incidents are new, and whether an input was damaged. */
interface Look {
  fresh: number;
  partial: boolean;
}

const nothing: Look = {fresh: 0, partial: false};

/** The most looks that are passed over after failures. */
const maxPassedOver = 64;

/**
 * Runs over the files whenever they are not as the latest run saw them, builds the site, and notifies of new incidents; one after
 * the other, so that changes meanwhile start one more run. Never returns, but with *once*: then the exit code is 10 if
 * incidents are new, else 3 if an input was damaged, else 0, and a failure is thrown. Otherwise failures are reported, and
 * tried again at longer and longer intervals, or when a file changes.
 */
export async function watch(options: WatchOptions, effects: WatchEffects): Promise<number> {
  const {warn} = effects;
  let warned = "";
  const warnOnce = (message: string) => {
    if (message !== warned && message !== "") warn(message);
    warned = message;
  };
  let failed = {files: [] as Snapshot["files"], times: 0, passOver: 0};
  for (;;) {
    const snapshot = await effects.look();
    const isSameFailure = failed.times > 0 && isSame(failed.files, snapshot.files);
    if (isSameFailure && failed.passOver > 0) --failed.passOver;
    else {
      try {
        const {fresh, partial} = await follow(snapshot, options, effects, warnOnce);
        failed = {files: [], times: 0, passOver: 0};
        if (options.once) return fresh > 0 ? 10 : partial ? 3 : 0;
      } catch (error) {
        if (options.once) throw error;
        const times = isSameFailure ? failed.times + 1 : 1;
        failed = {files: snapshot.files, times, passOver: Math.min(2 ** times, maxPassedOver) - 1};
        warn(`${errorMessage(error)}; tried again later, or when a file changes`);
      }
    }
    await effects.sleep(options.every);
  }
}

/** Does what *snapshot* asks for: a run, the rest of one that was not finished, or nothing. */
async function follow(
  snapshot: Snapshot,
  options: WatchOptions,
  effects: WatchEffects,
  warnOnce: (message: string) => void
): Promise<Look> {
  const waiting = (why: string) => {
    warnOnce(`no logs yet: ${why}`);
    return nothing;
  };
  if (snapshot.missing !== null) return waiting(snapshot.missing);
  const state = await effects.findState();
  const isDone = ({files}: Snapshot) =>
    state?.command === options.command && isSame(state.files, files);
  if (state && isDone(snapshot)) return state.finished ? nothing : finish(state, [], effects);
  const settled = await settle(snapshot, options.settle, effects);
  if (settled.missing !== null) return waiting(settled.missing);
  if (state && isDone(settled)) return nothing;
  const obstacle = await effects.findObstacle();
  if (obstacle !== null) return waiting(obstacle);
  warnOnce("");
  const ran = await effects.run();
  const unseen = newIncidents(ran.incidents, state?.known ?? [], options.failOn);
  const listed = unseen.length > 0 ? await ran.visible(unseen) : [];
  const next: WatchState = {
    format: "atalaya-watch/1",
    command: options.command,
    files: settled.files,
    run: ran.run,
    known: ran.incidents.map(({id, severity}) => [id, severity]),
    fresh: listed.length,
    finished: false,
    pending: pendingOf(ran.run, listed, state?.pending ?? {}, options, effects)
  };
  await effects.writeState(next);
  return {...(await finish(next, listed, effects)), partial: ran.partial};
}

/** Returns what each channel has to send: *listed*, and what it could not deliver *before*. */
function pendingOf(
  run: string,
  listed: readonly NotifiedIncident[],
  before: WatchState["pending"],
  {failOn}: WatchOptions,
  {channels}: WatchEffects
): Record<string, Message> {
  const sending = channels.filter(({name}) => listed.length > 0 || before[name]);
  return Object.fromEntries(
    sending.map(({name}) => [name, messageOf(run, failOn, listed, before[name])])
  );
}

/** Builds the site of the run of *state*, notifies, whether that fails or not, and reports the run; throws what the build did. */
async function finish(
  state: WatchState,
  listed: readonly NotifiedIncident[],
  effects: WatchEffects
): Promise<Look> {
  const failure = await (effects.build?.() ?? Promise.resolve()).then(
    () => null,
    (error: unknown) => ({error})
  );
  const sent = await sendAll(state.pending, effects);
  const undelivered = sent.filter(({delivery}) => !delivery.ok);
  const pending = Object.fromEntries(undelivered.map(({name, message}) => [name, message]));
  await effects.writeState({...state, pending, finished: failure === null});
  if (failure) throw failure.error;
  effects.report({
    run: state.run,
    new: state.fresh,
    incidents: countsOf(state),
    notified:
      sent.length > 0 ? Object.fromEntries(sent.map(({name, delivery}) => [name, delivery])) : null,
    listed
  });
  return {fresh: state.fresh, partial: false};
}

/** Sends each channel what is *pending* for it, and warns of what failed. */
async function sendAll(pending: WatchState["pending"], {channels, warn}: WatchEffects) {
  const sent: {name: string; message: Message; delivery: Delivery}[] = [];
  for (const {name, send} of channels) {
    const message = pending[name];
    if (message === undefined) continue;
    const delivery = await send(message);
    sent.push({name, message, delivery});
    if (!delivery.ok)
      warn(`notification by ${name} failed: ${delivery.answer}; tried again after the next run`);
  }
  return sent;
}

function countsOf({known}: WatchState): SeverityCounts {
  const counts = severityNames.map((name) => [
    name,
    known.filter(([, one]) => one === name).length
  ]);
  return Object.fromEntries(counts) as SeverityCounts;
}
