import {join} from "node:path";
import type {Registry} from "prom-client";
import type {Settings} from "../../config/settings.js";
import {takeLock} from "../../run/lock.js";
import type {ServedModels} from "../served-model.js";
import {eventModelOf} from "./event-model.js";
import type {EventLimits} from "./limits.js";
import {openLiveEvents} from "./live-events.js";
import type {LiveEvents} from "./live-events.js";

/** What log lines are scored with. */
export interface EventsRequest {
  limits: EventLimits;

  /** The networks whose addresses are local, as of `atalaya run --local-net`; empty: the sensor says it, or the address is private. */
  localNet: readonly string[];
}

/** What a service has at hand. */
export interface EventsService {
  models: ServedModels;
  registry: Registry;
  warn(message: string): void;
}

/** For how long the end of another service is waited for, in seconds: it may be about to end. */
const lockSeconds = 30;

/**
 * Opens live scoring on the main model, with its state in the workspace, which one service at a time may have. Throws an
 * OutageError if another one has it, or if events cannot be scored on the model.
 */
export async function openEvents(
  {limits, localNet}: EventsRequest,
  {workspace}: Settings,
  {models, registry, warn}: EventsService
): Promise<LiveEvents> {
  const model = () => eventModelOf(models.main());
  model();
  const folder = join(workspace, "events");
  const what = "the events of the workspace";
  const lock = await takeLock(join(folder, "lease"), {timeout: lockSeconds, what, onWait: warn});
  try {
    const live = openLiveEvents({folder, limits, model, localNet, registry, now: Date.now, warn});
    const closeState = live.close;
    return Object.defineProperty(live, "close", {
      async value() {
        await closeState();
        lock.release();
      }
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}
