import {xmlText} from "../../core/exports/xml.js";
import {svgElement} from "../kit/element.js";

/** The computed styles that an exported figure has: those that SVG draws with and children inherit. */
const inherited = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "font-variant-numeric",
  "letter-spacing",
  "text-anchor",
  "dominant-baseline",
  "shape-rendering"
];

/** What children do not inherit, and what it is where nobody has set it. */
const own: readonly [string, string][] = [
  ["opacity", "1"],
  ["mix-blend-mode", "normal"]
];

/** What only makes sense on the page: links, states, hooks. */
const dropped = /^(?:href|xlink:href|target|tabindex|class|style|role|aria-.*|data-.*|on.*)$/;

/** The maximum side of a picture in pixels that every browser draws. */
const maxSide = 16_384;

/** How a figure is written. */
export interface FigureOptions {
  /** The title of the figure. */
  title: string;

  /** The source of its numbers. */
  description: string;
}

/**
 * Returns a figure on the page as an SVG file that stands alone: in the light theme whatever the page
 * has, computed styles written out, fonts named with their fallbacks, no link, no script.
 */
export function figureSvg(figure: SVGSVGElement, {title, description}: FigureOptions): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  copy.style.cssText += ";color-scheme: light; position: absolute; left: -99999px; top: 0";
  copy.setAttribute("aria-hidden", "true");
  const {width, height} = sizeOf(figure);
  figure.parentNode?.append(copy); // where the same rules apply to it
  const root = writeOut(copy);
  const paper = getComputedStyle(copy).getPropertyValue("--paper").trim() ? paperOf(copy) : "#fff";
  copy.remove();
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  if (!root.hasAttribute("viewBox")) root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("role", "img");
  const [x, y, w, h] = root.getAttribute("viewBox")!.split(/[\s,]+/);
  root.prepend(
    svgElement("title", {}, title),
    svgElement("desc", {}, description),
    svgElement("rect", {x, y, width: w, height: h, fill: paper})
  );
  return xmlText(
    `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`
  );
}

/** Returns an SVG file as a PNG of twice its size, less if it would be too large to draw. */
export async function figurePng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, maxSide / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("picture not drawn: the browser gives no canvas; take the SVG");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error("picture not drawn: too large; take the SVG");
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Returns *node* with the style that it has on the page as attributes, without what only the page needs. */
function writeOut<T extends Element>(node: T, root: Element = node): T {
  const plain = node.cloneNode(false) as T;
  for (const {name} of [...plain.attributes]) if (dropped.test(name)) plain.removeAttribute(name);
  const style = declarations(node, root);
  if (style) plain.setAttribute("style", style);
  for (const child of node.childNodes) {
    if (!(child instanceof Element)) {
      if (child.nodeType === Node.TEXT_NODE) plain.append(child.cloneNode());
    } else if (child.namespaceURI === node.namespaceURI && isDrawn(child)) {
      plain.append(child.localName === "title" ? child.cloneNode(true) : writeOut(child, root));
    }
  }
  return plain;
}

/** Returns the style of *node* as far as it differs from its parent’s; the root’s is whole. */
function declarations(node: Element, root: Element): string {
  const style = getComputedStyle(node);
  const parent = node === root ? null : getComputedStyle(node.parentElement!);
  return [...inherited.map((name) => [name, parent?.getPropertyValue(name)]), ...own]
    .map(([name, other]) => [name, style.getPropertyValue(name!), other])
    .filter(([, value, other]) => value !== other && !/url\((?!["']?#)/.test(value!))
    .map(([name, value]) => `${name}:${value}`)
    .join(";");
}

function isDrawn(node: Element): boolean {
  if (node.localName === "title") return true;
  return node.localName !== "script" && getComputedStyle(node).display !== "none";
}

function sizeOf(figure: SVGSVGElement): {width: number; height: number} {
  const {width, height} = figure.getBoundingClientRect();
  return {width: Math.ceil(width) || 640, height: Math.ceil(height) || 400};
}

/** Returns the colour of the paper as the light theme has it. */
function paperOf(copy: SVGSVGElement): string {
  const probe = svgElement("rect", {style: "fill: var(--paper)"});
  copy.append(probe);
  const {fill} = getComputedStyle(probe);
  probe.remove();
  return fill;
}
