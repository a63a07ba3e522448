import {element} from "./element.js";

/** Returns an element that holds what *draw* gives for its width in pixels, drawn anew as it changes. */
export function responsive(draw: (width: number) => Node): HTMLElement {
  const root = element("div", {class: "responsive"});
  let drawn = 0;
  new ResizeObserver(([{contentRect}]) => {
    const width = Math.floor(contentRect.width);
    if (width === drawn || width === 0) return;
    drawn = width;
    root.replaceChildren(draw(width));
  }).observe(root);
  return root;
}
