import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import {instantText} from "./verification.js";
import type {Verification} from "./verification.js";

/**
 * Returns which run the site shows, of when, and whose key signed it, with what this browser saw here before.
 * *onAccept* is called if the reader believes a site that differs from that.
 */
export function siteIdentity(result: Verification, onAccept: () => void): HTMLElement {
  const {run, finishedAt, keyId, warnings} = result;
  const title = "Which site this is";
  return section(
    {
      title,
      about:
        "A signed site proves that nothing in it was changed. It cannot prove that it is the newest one, or that the key is the right one: compare both with what you know from elsewhere.",
      attributes: {"data-export": title}
    },
    ...(warnings.length > 0 ? [warningBox(result, onAccept)] : []),
    element(
      "dl",
      {class: "identity"},
      ...row("Run", element("code", {}, visible(run || "unknown"))),
      ...row(
        "Ended",
        finishedAt === null ? "unknown: there is no statement" : visible(instantText(finishedAt)),
        element(
          "span",
          {class: "faint"},
          " Only the audit knows a newer one: ",
          element("code", {}, "atalaya runs"),
          " lists them."
        )
      ),
      ...row("Signed by", ...(keyId === null ? ["unverified"] : keyAndRemark(keyId)))
    )
  );
}

function keyAndRemark(keyId: string): HTMLElement[] {
  const command = element("code", {}, "atalaya keys show");
  return [
    element("code", {}, keyId),
    element("span", {class: "faint"}, " The site itself carries it: compare it with what ", command, " prints where the site was made.") // prettier-ignore
  ];
}

function warningBox({warnings}: Verification, onAccept: () => void): HTMLElement {
  const button = element("button", {type: "button"}, "Accept this site from now on");
  const box = element(
    "div",
    {class: "seen", role: "alert"},
    ...warnings.map(({text}) => element("p", {}, text)),
    button
  );
  button.addEventListener("click", () => {
    onAccept();
    box.replaceChildren(element("p", {}, "Accepted: the next check compares with this site."));
  });
  return box;
}

function row(name: string, ...content: (HTMLElement | string)[]): HTMLElement[] {
  return [element("dt", {}, name), element("dd", {}, ...content)];
}
