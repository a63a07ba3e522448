import type {OnChoice} from "./budget-controls.js";
import type {Above} from "./threshold-counts.js";
import type {ThresholdState} from "./threshold-state.js";

/** The inputs of the parts of the page. */
export interface PartOptions {
  /** The URL of the page’s data. */
  data: string;

  /** The URL of events.duckdb, which is opened only for exports. */
  events: string;

  onChoice: OnChoice;
  onThreshold: (threshold: number, ended: boolean) => void;
  state: () => ThresholdState;
}

/** A figure or table that is drawn anew as the threshold moves. */
export interface Part {
  node: HTMLElement;
  draw(above: Above): void;
}
