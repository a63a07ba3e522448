/** The settings of the chart of a result. Columns that the result does not have are ignored. */
export interface ChartSettings {
  /** The mark; `auto` chooses by the types of the columns, `none` draws nothing. */
  mark: (typeof marks)[number];

  /** The columns across, up, by shade and by panel; null chooses, the empty string is none. */
  x: string | null;
  y: string | null;
  color: string | null;
  facet: string | null;

  /** The scale of the numbers. */
  scale: "linear" | "log";
}

/** The marks of a chart. */
export const marks = ["auto", "line", "area", "bar", "dot", "bins", "histogram", "none"] as const;

/** The default settings of a chart. */
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
  /** The identifier, which renaming does not change; unique in its notebook. */
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

/** The limits of a notebook: a file or a link beyond is rejected. */
export const limits = {cells: 100, title: 120, name: 60, sql: 20_000} as const;
