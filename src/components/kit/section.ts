import {element} from "./element.js";
import type {Attributes, Child} from "./element.js";

/** What stands around the content of a section. */
export interface SectionOptions {
  /** The heading. */
  title: Child;

  /** What the section shows, in a sentence; none by default. */
  about?: Child;

  /** Further classes beside `part`; none by default. */
  class?: string;

  /** The level of the heading; defaults to 2. */
  level?: 2 | 3;

  /** Further attributes; e.g., `id`. */
  attributes?: Attributes;
}

/** Returns a section of a page: a heading, a sentence about it, and its content. */
export function section(options: SectionOptions, ...content: Child[]): HTMLElement {
  const {title, about, level = 2, attributes} = options;
  const classes = ["part", options.class].filter(Boolean).join(" ");
  const note = about === undefined || about === null ? null : element("p", {class: "about"}, about);
  return element(
    "section",
    {class: classes, ...attributes},
    element(level === 2 ? "h2" : "h3", {}, title),
    note,
    ...content
  );
}
