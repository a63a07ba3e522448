import {element} from "./element.js";
import {responsive} from "./responsive.js";

/** A figure as wide as its place, drawn anew when its state changes. */
export interface LiveFigure<State> {
  node: HTMLElement;

  /** Returns the width in pixels; 0 before the figure is on the page. */
  width(): number;

  /** Returns the figure as it is drawn, for exports. */
  svg(): SVGSVGElement | null;
  draw(state: State): void;
}

/** Returns a figure that *draw* draws for its width in pixels and its state. */
export function liveFigure<State>(draw: (width: number, state: State) => Node): LiveFigure<State> {
  let at = 0;
  let last: {state: State} | undefined;
  const node = responsive((width) => {
    at = width;
    return last ? draw(width, last.state) : element("span");
  });
  return {
    node,
    width: () => at,
    svg: () => node.querySelector("svg"),
    draw(state) {
      last = {state};
      if (at > 0) node.replaceChildren(draw(at, state));
    }
  };
}
