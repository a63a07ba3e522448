import {element} from "../kit/element.js";
import {originHref} from "../provenance/origin.js";

/** A part of a sentence; with *href*, a number that opens what it counts. */
export interface SentencePart {
  text: string;
  href?: string;

  /** Whether it is set strong. */
  strong?: boolean;

  /** The figure, `page.id`, whose path in Lineage it leads to. */
  origin?: string;
}

/**
 * Returns a sentence as nodes, its numbers as links: to what they count, or else to where they come from. Of
 * those that lead to one origin the first is a stop of the Tab key: a sentence is no row of buttons.
 */
function sentenceNodes(parts: readonly SentencePart[]): Node[] {
  return parts.flatMap(({text, href, strong, origin}, i): Node[] => {
    const node = strong ? element("b", {}, text) : document.createTextNode(text);
    const number = href === undefined ? node : element("a", {href, class: "figure"}, text);
    if (origin === undefined) return [number];
    const link = {
      href: originHref(origin),
      title: originLabel,
      tabindex: isFirstOrigin(parts, i) ? null : -1
    };
    if (href === undefined) return [element("a", {...link, class: "traced"}, node)];
    return [number, element("a", {...link, class: "origin", "aria-label": originLabel})];
  });
}

const shown = new WeakMap<Element, string>();

/** Shows *parts* in *heading*. If it shows them already it stays as it is, so that a link in it keeps the focus. */
export function setHeadline(heading: Element, parts: readonly SentencePart[]): void {
  const key = JSON.stringify(parts);
  const text = parts.map((part) => part.text).join("");
  if (shown.get(heading) === key && heading.textContent === text) return;
  shown.set(heading, key);
  heading.replaceChildren(...sentenceNodes(parts));
}

/** Returns whether no part before the one at *i* leads to the same origin. */
export function isFirstOrigin(parts: readonly SentencePart[], i: number): boolean {
  return parts.findIndex(({origin}) => origin === parts[i].origin) === i;
}

/** The label of a link to where a number comes from. */
export const originLabel = "where this number comes from";
