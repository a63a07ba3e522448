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
