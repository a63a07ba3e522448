import {figureName, figures, figureTitle} from "../../core/pages/figures.js";
import type {LineagePage} from "../../core/schema/lineage.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {lineageFigure} from "./lineage-figure.js";
import {lineageSteps, readRequested, requestedFigure} from "./lineage-steps.js";
import {artifactExport, artifactSection, logExport, logTable} from "./lineage-tables.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {responsive} from "../kit/responsive.js";
import {section} from "../kit/section.js";
import type {PageContext} from "../site/page-context.js";
import {setHeadline} from "../site/sentence.js";
import {pushUrlState} from "../site/url-state.js";
import {lineageSentence} from "./lineage-sentence.js";

/**
 * Returns the page Lineage: what feeds what, the path of the figure that the URL names (`figure=`), and every
 * artifact with its digests. Choosing another figure is an entry in the history.
 */
export function lineagePage(page: LineagePage, {headline, files}: PageContext): HTMLElement {
  const {provenance, artifacts, inputs, run} = page;
  const data = files["lineage.json"];
  setHeadline(headline, lineageSentence(page));
  const figure = responsive((width) => markPath(lineageFigure(page, {width}), page));
  return element(
    "div",
    {class: "lineage"},
    section(
      {
        title: "What feeds what",
        about:
          "Each layer is made from the ones that lead to it, and is named by what it was made from.",
        attributes: {id: "phases", tabindex: -1}
      },
      element("figure", {}, figure),
      provenanceLine(provenance, {
        n: artifacts.length,
        data,
        exports: {...artifactExport(page), figure: () => figure.querySelector("svg")}
      })
    ),
    pathSection(page),
    section(
      {
        title: "Logs",
        about: "The bytes as they were read: RAW stores them under their digest.",
        attributes: {id: "logs", tabindex: -1}
      },
      logTable(page),
      provenanceLine(provenance, {
        n: inputs.length,
        data,
        phase: "ingestion",
        exports: logExport(page)
      })
    ),
    section(
      {title: "Artifacts", attributes: {id: "artifacts", tabindex: -1}},
      ...artifacts.map((artifact) => artifactSection(artifact, run)),
      provenanceLine(provenance, {n: artifacts.length, data, exports: artifactExport(page)})
    )
  );
}

/** Returns the section that follows one figure to its bytes, and the control that chooses it. */
function pathSection(page: LineagePage): HTMLElement {
  const path = element("ol", {class: "steps"});
  const chosen = element("p", {class: "about"});
  const select = element(
    "select",
    {},
    ...figures.map((figure) => element("option", {value: figureName(figure)}, figureTitle(figure)))
  );
  const show = (): void => {
    const requested = readRequested(location.search, location.hash);
    const {title, how, known} = requestedFigure(page, requested);
    select.value = known ? figureName(known) : "";
    chosen.textContent = `${title}: ${how}.`;
    path.replaceChildren(
      ...lineageSteps(page, requested).map((step) => stepItem(step, requested.phase))
    );
    const figure = document.querySelector(".lineage svg");
    if (figure) markPath(figure, page);
  };
  select.addEventListener("change", () => {
    pushUrlState({figure: select.value, file: null, phase: null});
    show();
  });
  addEventListener("popstate", show);
  addEventListener("hashchange", show);
  show();
  const isRequested = readRequested(location.search, location.hash).figure !== null;
  if (isRequested) requestAnimationFrame(() => path.closest("section")?.scrollIntoView());
  const {audit} = page;
  const head = audit
    ? `The audit’s log had ${audit.entries} entries when the run was signed; the digest of the last is ${audit.digest}. `
    : "The run was made before runs were signed. ";
  return section(
    {title: "The path of a number", attributes: {id: "path", tabindex: -1}},
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

/** Marks in *figure* the layers on the path of the requested figure, and the phase that the URL names. */
function markPath<T extends Element>(figure: T, page: LineagePage): T {
  const requested = readRequested(location.search, location.hash);
  const nodes = new Set(lineageSteps(page, requested).map(({node}) => node));
  for (const node of figure.querySelectorAll("[data-node]")) {
    const name = node.getAttribute("data-node")!;
    node.classList.toggle("on-path", requested.figure !== null && nodes.has(name));
    if (requested.figure !== null && name === requested.phase)
      node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
  }
  for (const line of figure.querySelectorAll(".feeds"))
    line.classList.toggle("on-path", requested.figure !== null);
  return figure;
}

function stepItem(
  {kind, title, about, sha256, reproduce, audit, node}: ReturnType<typeof lineageSteps>[number],
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
      labelled("reproduce", reproduce),
      audit !== null && labelled("audit", audit)
    )
  );
}

/** Returns a command or a query after its label. */
function labelled(name: string, text: string): HTMLElement {
  const label = element("span", {class: "kind"}, name);
  return element("div", {class: "known"}, label, element("code", {}, visible(text)));
}
