import {errorMessage} from "../../core/error-message.js";
import {element} from "../kit/element.js";
import {formatCount} from "../kit/format.js";
import type {PageContext} from "../site/page-context.js";
import type {PrerenderedPages} from "./prerendered-numbers.js";
import {runVerification} from "./run-verification.js";
import {tamperControl} from "./tamper-control.js";
import {verificationReport} from "./verify-report.js";
import {verifySentence} from "./verification.js";
import type {Tamper, Verification} from "./verification.js";
import {readSeen, seenWarnings, storeSeen} from "./seen-before.js";
import {storeVerification} from "./verified-mark.js";

/**
 * Returns the page Verify: a button that checks everything, the *prerendered* HTML too, one that stops it, the
 * switch that makes it fail, and the result. The work is done by a worker, one for each check.
 */
export function verifyPage(prerendered: PrerenderedPages, {headline}: PageContext): HTMLElement {
  const base = new URL("./", document.baseURI).href;
  const button = element(
    "button",
    {type: "button", class: "primary", "data-picture": true},
    "Check everything"
  );
  const stop = element("button", {type: "button", class: "stop", hidden: true}, "Stop");
  const bar = element("progress", {max: 1, value: 0, "aria-label": "progress", hidden: true});
  const status = element("p", {class: "status", role: "status"});
  const report = element("div", {class: "found"});
  const showProgress = (text: string, share: number): void => {
    if (status.textContent !== text) status.textContent = text;
    bar.value = share;
  };
  const setWorking = (working: boolean): void => {
    for (const one of node.querySelectorAll("button")) one.disabled = working && one !== stop;
    stop.hidden = bar.hidden = !working;
    if (working) report.replaceChildren();
    report.setAttribute("aria-busy", String(working));
  };
  const check = async (flipped: Tamper | null): Promise<void> => {
    const stopping = new AbortController();
    const {signal} = stopping;
    stop.addEventListener("click", () => stopping.abort(), {once: true, signal});
    setWorking(true);
    try {
      const request = {base, tamper: flipped};
      const found = await runVerification(request, prerendered, signal, showProgress);
      const result = {...found, warnings: seenWarnings(found, readSeen(base))};
      headline.textContent = verifySentence(result);
      status.textContent = statusOf(result);
      storeVerification(result, Date.now());
      if (result.warnings.length === 0) storeSeen(base, result, Date.now());
      const accept = () => storeSeen(base, result, Date.now());
      report.replaceChildren(...verificationReport(result, accept));
    } catch (error) {
      status.textContent = signal.aborted
        ? "Stopped before a result. Check everything starts from the beginning."
        : `The site could not be checked: ${errorMessage(error)}.`;
    }
    setWorking(false);
    if (signal.aborted) button.focus();
    else stopping.abort(); // removes the listener
  };
  const tamper = tamperControl(base, () => void check(tamper.chosen()));
  button.addEventListener("click", () => void check(null));
  const act = element("div", {class: "act"}, button, stop, bar, status);
  const node = element("div", {class: "verify"}, act, tamper.node, report);
  return node;
}

function statusOf({tamper, seconds}: Verification): string {
  return tamper
    ? `On purpose, byte ${formatCount(tamper.byte)} of ${tamper.path} was changed on its way here.`
    : `Checked in ${seconds.toFixed(1)} s.`;
}
