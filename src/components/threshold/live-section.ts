import {element} from "../kit/element.js";
import {responsive} from "../kit/responsive.js";
import type {OnChoice} from "./budget-controls.js";
import type {Above} from "./threshold-counts.js";
import type {ThresholdState} from "./threshold-state.js";

/** What the parts of the page need. */
export interface PartOptions {
  /** The address of the page’s data. */
  data: string;

  /** The address of events.duckdb, which is opened only for what is taken away. */
  events: string;

  onChoice: OnChoice;
  onThreshold: (line: number, ended: boolean) => void;
  state: () => ThresholdState;
}

/** A figure or table that is drawn anew as the line moves. */
export interface Part {
  node: HTMLElement;
  draw(above: Above): void;
}

/** Returns a part of the page with its heading and what it shows. */
export function section(
  name: string,
  title: string,
  about: string,
  ...rest: (Node | null)[]
): HTMLElement {
  return element(
    "section",
    {class: `part ${name}`},
    element("h2", {}, title),
    element("p", {class: "about"}, about),
    ...rest
  );
}

/** Returns a figure as wide as its place, drawn anew on demand. */
export function liveFigure(draw: (width: number, above: Above) => Node) {
  let at = 0;
  let last: Above | undefined;
  const node = responsive((width) => {
    at = width;
    return last ? draw(width, last) : element("span");
  });
  return {
    node,
    width: () => at,
    svg: () => node.querySelector("svg"),
    draw(above: Above) {
      last = above;
      if (at > 0) node.replaceChildren(draw(at, above));
    }
  };
}
