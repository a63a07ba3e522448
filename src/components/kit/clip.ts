import {element} from "./element.js";
import {visible} from "./format.js";

/** Returns text of at most *most* characters: the middle gives way, since both ends tell apart. */
export function clipMiddle(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (most - 1 - head)).join("")}`;
}

/**
 * Returns a hostile name, such as an address, as an element: invisible characters made visible, truncated in
 * the middle beyond *most* characters (40 by default), the full name in its title. Its class is *kind*.
 */
export function nameElement(name: string, most = 40, kind = "mono"): HTMLElement {
  const shown = visible(name);
  const short = clipMiddle(shown, most);
  return element("bdi", {class: kind, title: short === shown ? null : shown}, short);
}
