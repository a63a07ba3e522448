import type {Authentication} from "./access/authentication.js";
import type {LiveEvents} from "./events/live-events.js";
import type {Log} from "../telemetry/log.js";
import type {ServingLimits} from "./limits.js";
import type {ReloadFailure} from "./models/open-models.js";
import type {ScoredRows} from "./scored-rows.js";
import type {Shadow} from "./shadow/open-shadow.js";
import type {ServedModels} from "./served-model.js";
import type {ServingMetrics} from "./serving-metrics.js";

/** What the routes of a scoring service share. */
export interface ScoringContext {
  models: ServedModels & {failures(): ReloadFailure[]};
  metrics: ServingMetrics;
  log: Log;
  limits: ServingLimits;
  authentication: Authentication;

  /** The names of the hosts that requests may be for; null for any, where they have to prove who they are. */
  hosts: readonly string[] | null;

  /** The live scoring of log lines; null if it is not asked for. */
  events: LiveEvents | null;

  /** Whether it is not about to end: false from when it was told to; it may answer for some time then. */
  isReady(): boolean;

  /** Called with the rows of each response, once it is ready to be sent; must not throw. */
  onScored(scored: ScoredRows): void;

  /** The model that scores beside; null if there is none. */
  shadow: Shadow | null;
}
