/** What a page gets beside its data: every page is `xPage(data, context)`, and returns what it shows. */
export interface PageContext {
  /** The heading of the page, whose sentence follows what the reader does. */
  headline: HTMLElement;

  /** The URLs of the published files that the page names, by file name; e.g., `events.duckdb`. */
  files: Readonly<Record<string, string>>;
}
