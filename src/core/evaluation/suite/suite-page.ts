import type {Suite} from "./summary.js";

/** suite.json of a site: the suite that it shows. */
export interface SuitePage {
  /** The digest of the suite, its name; null if none has been measured. */
  key: string | null;
  suite: Suite | null;
}
