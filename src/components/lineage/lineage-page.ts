import {figures} from "../../core/published/figures/figure-list.js";
import {figureName} from "../../core/published/figures/find-figures.js";
import type {LineagePage} from "../../core/schema/lineage.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {lineageFigure} from "./lineage-figure.js";
import {lineageSteps, readRequested, requestedFigure} from "./lineage-steps.js";
import {artifactExport, artifactPart, logExport, logTable} from "./lineage-tables.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import {pushUrlState} from "../site/url-state.js";
import {figureTitle} from "../site/file-dependents.js";

/**
 * Returns the page Lineage: what feeds what, the path of the figure that the URL names (`figure=`), and every
 * artifact with its digests. Choosing another figure is an entry in the history.
 */
export function lineageView(page: LineagePage, {data}: {data: string}): HTMLElement {
  const {provenance, artifacts, run} = page;
  const figure = responsive((width) => marked(lineageFigure(page, {width}), page));
  return element(
    "div",
    {class: "lineage"},
    part(
      "phases",
      "What feeds what",
      "Each layer is made from the ones that lead to it, and is named by what it was made from.",
      element("figure", {}, figure),
      provenanceLine(provenance, {
        n: artifacts.length,
        data,
        exports: {...artifactExport(page), figure: () => figure.querySelector("svg")}
      })
    ),
    pathPart(page),
    part(
      "logs",
      "Logs",
      "The bytes as they were read: RAW keeps them under their digest.",
      logTable(page),
      provenanceLine(provenance, {
        n: page.inputs.length,
        data,
        phase: "ingestion",
        exports: logExport(page)
      })
    ),
    part(
      "artifacts",
      "Artifacts",
      null,
      ...artifacts.map((artifact) => artifactPart(artifact, run)),
      provenanceLine(provenance, {n: artifacts.length, data, exports: artifactExport(page)})
    )
  );
}

/** Returns the part that follows one figure to its bytes, and the control that chooses which. */
function pathPart(page: LineagePage): HTMLElement {
  const path = element("ol", {class: "steps"});
  const chosen = element("p", {class: "about"});
  const select = element(
    "select",
    {},
    ...figures.map((figure) => element("option", {value: figureName(figure)}, figureTitle(figure)))
  );
  const show = (): void => {
    const wanted = readRequested(location.search, location.hash);
    const {title, how, known} = requestedFigure(page, wanted);
    select.value = known ? figureName(known) : "";
    chosen.textContent = `${title}: ${how}.`;
    path.replaceChildren(...lineageSteps(page, wanted).map((step) => stepItem(step, wanted.phase)));
    const figure = document.querySelector(".lineage svg");
    if (figure) marked(figure, page);
  };
  select.addEventListener("change", () => {
    pushUrlState({figure: select.value, file: null, phase: null});
    show();
  });
  addEventListener("popstate", show);
  addEventListener("hashchange", show);
  show();
  const isAsked = readRequested(location.search, location.hash).figure !== null;
  if (isAsked) requestAnimationFrame(() => path.closest("section")?.scrollIntoView());
  const {audit} = page;
  const head = audit
    ? `The audit’s log had ${audit.entries} entries when the run was signed; the digest of the last is ${audit.digest}. `
    : "The run was made before runs were signed. ";
  return part(
    "path",
    "The path of a number",
    null,
    element("label", {class: "which"}, "Which figure? ", select),
    chosen,
    path,
    element(
      "p",
      {class: "about"},
      head,
      element("a", {href: "./verify.html"}, "Verify"),
      " checks all of it here."
    )
  );
}

/** Marks in *figure* the layers that the wanted number came through, and the one that it is of. */
function marked<T extends Element>(figure: T, page: LineagePage): T {
  const wanted = readRequested(location.search, location.hash);
  const nodes = new Set(lineageSteps(page, wanted).map(({node}) => node));
  for (const node of figure.querySelectorAll("[data-node]")) {
    const name = node.getAttribute("data-node")!;
    node.classList.toggle("on-path", wanted.figure !== null && nodes.has(name));
    if (wanted.figure !== null && name === wanted.phase) node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
  }
  for (const line of figure.querySelectorAll(".feeds"))
    line.classList.toggle("on-path", wanted.figure !== null);
  return figure;
}

function stepItem(
  {kind, title, about, sha256, again, audit, node}: ReturnType<typeof lineageSteps>[number],
  phase: string | null
): HTMLElement {
  return element(
    "li",
    {"aria-current": node === phase ? "step" : null},
    element("span", {class: "kind"}, kind),
    element(
      "div",
      {},
      element("b", {}, visible(title)),
      element("span", {class: "soft"}, ` ${about}`),
      sha256 && element("code", {class: "digest"}, `sha256 ${sha256}`),
      known("again", again),
      audit !== null && known("audit", audit)
    )
  );
}

/** Returns a command or a query, after a word on what it is for. */
function known(name: string, text: string): HTMLElement {
  const word = element("span", {class: "kind"}, name);
  return element("div", {class: "known"}, word, element("code", {}, visible(text)));
}

function part(
  id: string,
  title: string,
  about: string | null,
  ...children: (Node | null)[]
): HTMLElement {
  return element(
    "section",
    {class: "part", id, tabindex: -1},
    element("h2", {}, title),
    about !== null && element("p", {class: "about"}, about),
    ...children
  );
}
