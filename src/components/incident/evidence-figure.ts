import type {IncidentSpan} from "./incident-axis.js";
import type {EvidencePiece, ShownIncident} from "./incident-data.js";

/** A row of the query of a figure. */
export type FigureRow = Record<string, string | number | boolean | null>;

/** What a figure of evidence is made for. */
export interface EvidenceContext {
  incident: ShownIncident;
  detector: string;
  /** The evidence of that detector, most unusual first. */
  pieces: readonly EvidencePiece[];

  /** The times of the first and the last event of the log, in ms since the epoch. */
  first: number;
  last: number;

  /** The width of a bin of a history in ms: an hour, or less in a log of a few hours. */
  bin: number;
}

/** How the evidence of a detector is drawn. */
export interface EvidenceFigure {
  /** What the figure shows, in a sentence. */
  about: string;

  /** Returns the query of its rows over the published tables; no text of a log is part of it. */
  query(context: EvidenceContext): string;

  /** Draws the rows; null if they show nothing. */
  draw(rows: readonly FigureRow[], context: EvidenceContext & IncidentSpan): SVGSVGElement | null;
}
