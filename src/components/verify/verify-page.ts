import {errorMessage} from "../../core/error-message.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import {keepVerification} from "../site/verified-mark.js";
import {verificationReport} from "./verify-report.js";
import type {Tamper, Verification} from "./verification.js";
import {verifySentence} from "./verification.js";
import {runVerification} from "./run-verification.js";
import {tamperControl} from "./tamper-control.js";

/**
 * Returns the page Verify of the site at *base*: a button that checks everything, one that stops it, the
 * switch that makes it fail, and what was found. The work is done by a worker, one for each check.
 */
export function verifyView(base: string): HTMLElement {
  const button = element(
    "button",
    {type: "button", class: "primary", "data-picture": true},
    "Check everything"
  );
  const stop = element("button", {type: "button", class: "stop", hidden: true}, "Stop");
  const bar = element("progress", {max: 1, value: 0, "aria-label": "progress", hidden: true});
  const said = element("p", {class: "said", role: "status"});
  const found = element("div", {class: "found"});
  const check = async (chosen: Tamper | null): Promise<void> => {
    const stopping = new AbortController();
    const end = () => stopping.abort();
    stop.addEventListener("click", end);
    begin(true);
    try {
      const result = await runVerification({base, tamper: chosen}, stopping.signal, tell);
      showResult(result, said, found);
    } catch (error) {
      said.textContent = stopping.signal.aborted
        ? "Stopped: nothing was found out. Check again to begin anew."
        : `The site could not be checked: ${errorMessage(error)}.`;
    }
    stop.removeEventListener("click", end);
    begin(false);
    if (stopping.signal.aborted) button.focus();
  };
  const begin = (working: boolean): void => {
    for (const one of node.querySelectorAll("button")) one.disabled = working && one !== stop;
    stop.hidden = bar.hidden = !working;
    if (working) found.replaceChildren();
    found.setAttribute("aria-busy", String(working));
  };
  const tell = (text: string, share: number): void => {
    if (said.textContent !== text) said.textContent = text;
    bar.value = share;
  };
  const tamper = tamperControl(base, () => void check(tamper.chosen()));
  button.addEventListener("click", () => void check(null));
  const act = element("div", {class: "act"}, button, stop, bar, said);
  const node = element("div", {class: "verify"}, act, tamper.node, found);
  return node;
}

/** Shows what a check found: the sentence over the page, how long it took, and the report. */
function showResult(result: Verification, said: HTMLElement, found: HTMLElement): void {
  const heading = document.querySelector("h1");
  if (heading) heading.textContent = verifySentence(result);
  said.textContent = result.tamper
    ? `On purpose, byte ${formatCount(result.tamper.byte)} of ${result.tamper.path} was changed on its way here.`
    : `Checked in ${result.seconds.toFixed(1)} s.`;
  keepVerification(result, Date.now());
  found.replaceChildren(...verificationReport(result));
}
