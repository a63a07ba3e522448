import {audit} from "./audit.js";
import {evaluate} from "./evaluate.js";
import {investigate} from "./investigate.js";
import type {PageInfo} from "./page.js";

const groups = {Investigate: investigate, Evaluate: evaluate, Audit: audit};

/** The groups of the navigation, in order. */
export type PageGroup = keyof typeof groups;

/** The name of a page: its path in the site without `.html`; `index` is the front page. */
export type PageName = keyof (typeof investigate & typeof evaluate & typeof audit);

/** A page of the site, as the registry lists it. */
export interface Page extends PageInfo {
  name: PageName;
  group: PageGroup;

  /** Its path in the site without an extension; e.g., `/threshold`, or `/` for the front page. */
  path: string;
}

/** Every page of the site, in the order of the navigation; all that lists pages reads it. */
export const pages: readonly Page[] = Object.entries(groups).flatMap(([group, infos]) =>
  Object.entries<PageInfo>(infos).map(([name, info]) => ({
    ...info,
    name: name as PageName,
    group: group as PageGroup,
    path: `/${name.replace(/(^|\/)index$/, "$1")}`
  }))
);

/** Returns the page called *name*, or undefined if the registry has none. */
export function findPage(name: string): Page | undefined {
  return pages.find((page) => page.name === name);
}
