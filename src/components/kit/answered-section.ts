import {element} from "./element.js";
import type {Child} from "./element.js";
import {section} from "./section.js";

/** The heading of a section that answers a question, and what follows it. */
export interface AnsweredSectionOptions {
  /** The heading. */
  title: string;

  /** The answer, in a sentence; none by default. */
  answer?: string;

  /** How it was measured, and what would mislead; none by default. */
  about?: string | null;

  /** Further classes; none by default. */
  class?: string;
}

/** Returns a section whose heading is followed by its answer in a sentence, then by how it was measured. */
export function answeredSection(
  {title, answer, about, class: classes}: AnsweredSectionOptions,
  ...content: Child[]
): HTMLElement {
  return section(
    {title, class: classes},
    answer ? element("p", {class: "answer"}, answer) : null,
    about ? element("p", {class: "about"}, about) : null,
    ...content
  );
}
