/** How the result of a cell is drawn. Columns that the result has not are passed over. */
export interface ChartSettings {
  /** What is drawn; `auto` chooses by the types of the columns, `none` draws nothing. */
  mark: (typeof marks)[number];

  /** The columns across, up, by shade and by panel; null chooses, the empty string takes none. */
  x: string | null;
  y: string | null;
  color: string | null;
  facet: string | null;

  /** The scale of the numbers. */
  scale: "linear" | "log";
}

/** What a chart can be made of. */
export const marks = ["auto", "line", "area", "bar", "dot", "bins", "histogram", "none"] as const;

/** The settings of a chart of which nothing was said. */
export const noSettings: Readonly<ChartSettings> = {
  mark: "auto",
  x: null,
  y: null,
  color: null,
  facet: null,
  scale: "linear"
};

/** A cell of a notebook: one query, whose result other cells read by the cell’s name. */
export interface Cell {
  /** What the cell keeps when it is renamed; unique in its notebook. */
  id: string;

  /** An identifier in SQL; see `nameProblem`. */
  name: string;
  sql: string;
  chart: ChartSettings;
}

/** A notebook: cells under a title. */
export interface Notebook {
  title: string;
  cells: Cell[];
}

/** How much a notebook may hold: what comes from a file or a link is refused beyond. */
export const limits = {cells: 100, title: 120, name: 60, sql: 20_000} as const;
