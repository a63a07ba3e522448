import {element} from "./element.js";
import {formatBytes, formatCount} from "./format.js";
import {compareBaked} from "./verify-baked.js";
import {keepVerification} from "./verify-mark.js";
import {verificationReport} from "./verify-report.js";
import type {Tamper, Verification} from "./verify-result.js";
import {verifySentence} from "./verify-result.js";
import {tamperControl} from "./verify-tamper.js";
import type {VerifyMessage, VerifyRequest} from "./verify-worker.js";

/**
 * Returns the page Verify of the site at *base*: a button that checks everything, the switch that makes it
 * fail, and what was found. The work is done by a worker, one for each check.
 */
export function verifyView(base: string): HTMLElement {
  const button = element(
    "button",
    {type: "button", class: "primary", "data-picture": true},
    "Check everything"
  );
  const bar = element("progress", {max: 1, value: 0, "aria-label": "progress", hidden: true});
  const said = element("p", {class: "said", role: "status"});
  const found = element("div", {class: "found"});
  const check = async (tamper: Tamper | null): Promise<void> => {
    const buttons = node.querySelectorAll("button");
    for (const one of buttons) one.disabled = true;
    bar.hidden = false;
    found.replaceChildren();
    found.setAttribute("aria-busy", "true");
    try {
      show(
        await runVerification({base, tamper}, (text, share) => {
          said.textContent = text;
          bar.value = share;
        })
      );
    } catch (error) {
      said.textContent = `The site could not be checked: ${error instanceof Error ? error.message : String(error)}.`;
    }
    bar.hidden = true;
    found.removeAttribute("aria-busy");
    for (const one of buttons) one.disabled = false;
  };
  const show = (result: Verification): void => {
    const sentence = verifySentence(result);
    const heading = document.querySelector("h1");
    if (heading) heading.textContent = sentence;
    said.textContent = result.tamper
      ? `On purpose, byte ${formatCount(result.tamper.byte)} of ${result.tamper.path} was changed on its way here.`
      : `Checked in ${result.seconds.toFixed(1)} s.`;
    keepVerification(result, Date.now());
    found.replaceChildren(...verificationReport(result));
  };
  const tamper = tamperControl(base, () => void check(tamper.chosen()));
  button.addEventListener("click", () => void check(null));
  const node = element(
    "div",
    {class: "verify"},
    element("div", {class: "act"}, button, bar, said),
    tamper.node,
    found
  );
  return node;
}

/** Checks in a worker; *onProgress* is told what is being done, and the share of it, in [0, 1]. */
function runVerification(
  request: VerifyRequest,
  onProgress: (text: string, share: number) => void
): Promise<Verification> {
  const worker = new Worker(import.meta.resolve("./verify-worker.js"), {type: "module"});
  return new Promise<Verification>((resolve, reject) => {
    worker.addEventListener("error", ({message}) => {
      reject(
        new Error(`the worker was not started: ${message || "a script of it was not loaded"}`)
      );
    });
    worker.addEventListener("message", ({data}: MessageEvent<VerifyMessage>) => {
      if ("progress" in data) onProgress(...progressOf(data.progress));
      else if ("error" in data) reject(new Error(data.error));
      else {
        const {result, pages, published} = data;
        resolve({...result, figures: [...result.figures, ...compareBaked(pages, published)]});
      }
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

function progressOf({step, done, of}: {step: string; done: number; of: number}): [string, number] {
  const share = of > 0 ? done / of : 1;
  if (step === "files")
    return [`Fetching and hashing: ${formatBytes(done)} of ${formatBytes(of)}`, share * 0.5];
  if (step === "scores")
    return [`Scoring again: ${formatCount(done)} of ${formatCount(of)} events`, 0.5 + share * 0.35];
  return ["Computing the numbers again", 0.9];
}
