import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {Provenance} from "../../core/schema/published.js";
import type {LogWorker} from "./worker-client.js";
import type {LogIdentity} from "./log-identity.js";

/** A scored log, and what the parts of one of its events are made with. */
export interface OpenLog {
  model: {file: ModelFile; forest: Forest};

  /** In (0, 1). */
  threshold: number;

  /** The threshold of the forest in *model*, in (0, 1), if it explains in place of a detector that scores; null if it scores. */
  forestThreshold: number | null;

  /** The number of events in the log. */
  events: number;
  worker: LogWorker;

  /** The provenance of the site, which the model is of. */
  provenance: Provenance;
  identity: () => Promise<LogIdentity>;
}
