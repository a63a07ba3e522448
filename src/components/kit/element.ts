/** What may stand inside an element: nodes as they are, anything else as text. */
export type Child = Node | string | number | null | undefined | false;

/** Attributes of an element; null, undefined and false leave one out, true sets it empty. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;

/**
 * Returns a new HTML element. Strings become text nodes and attribute values, never markup, so what a
 * log says may be passed as it is.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

/** Returns a new SVG element; as with `element`, strings become text only. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill<T extends Element>(node: T, attributes: Attributes, children: Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    node.append(typeof child === "number" ? String(child) : child);
  }
  return node;
}
