import {errorMessage} from "../../../core/error-message.js";
import type {Provenance} from "../../../core/schema/published.js";
import type {TrialPlan} from "../../../core/sigma/trial/plan-trial.js";
import {openOwnDatabase} from "../../database/client.js";
import {element} from "../../kit/element.js";
import {formatCount, formatDuration, plural, visible} from "../../kit/format.js";
import {section} from "../../kit/section.js";
import {saveText} from "../../records/save-text.js";
import {readUrlState} from "../../site/url-state.js";
import {exampleRules} from "./examples.js";
import {planner} from "./plan-client.js";
import {ruleEditor} from "./rule-editor.js";
import {readTriedText, storeTriedText} from "./stored-text.js";
import type {TrialDatabase} from "./trial-database.js";
import {failedView, omittedNote, trialView} from "./trial-view.js";

/** What the trial of a rule is shown with. */
export interface TryContext {
  provenance: Provenance;
  /** The days that the log covers, and the alerts a day that the team can triage. */
  days: number;
  budgetPerDay: number;
  /** The URL of events.duckdb. */
  events: string;
}

/** How long the reader has to pause before the text is checked, in ms. */
const pause = 250;

/**
 * Returns the section in which a reader tries Sigma rules on the published events: an editor with live checks, and what
 * the rules find. Neither the reader of rules nor DuckDB is loaded before the section has the focus.
 */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function tryRule(context: TryContext): HTMLElement {
  const rules = planner();
  let opened: Promise<TrialDatabase> | null = null;
  let running: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStored = true;

  const editor = ruleEditor({
    text: readTriedText() ?? exampleRules[0].text,
    onChange(text) {
      clearTimeout(timer);
      timer = setTimeout(() => void check(text), pause);
    },
    onRun: () => void run()
  });
  const runButton = element("button", {type: "button", class: "act"}, "Run");
  const cancel = element("button", {type: "button", class: "link", hidden: true}, "cancel");
  const save = element("button", {type: "button", class: "link"}, "save as file");
  const progress = element("p", {class: "status", role: "status"});
  const outcome = element("div", {class: "outcome"}, emptyOutcome());

  /** Starts DuckDB, or returns the one that was started and not ended since. */
  async function database(): Promise<TrialDatabase> {
    const there = await opened?.catch(() => null);
    if (there && !there.isEnded()) return there;
    opened = import("./trial-database.js").then(({trialDatabase}) =>
      trialDatabase(() => openOwnDatabase(context.events))
    );
    return opened;
  }

  async function check(text: string): Promise<TrialPlan | null> {
    isStored = storeTriedText(text);
    editor.setStatus("reading …");
    try {
      const plan = await rules.plan(text);
      if (!plan) return null;
      editor.setProblems(plan.problems, plan.omittedProblems);
      editor.setStatus(`${planText(plan)}${isStored ? "" : "; too long to be stored in this browser"}`); // prettier-ignore
      return plan;
    } catch (error) {
      editor.setProblems([], 0);
      editor.setStatus(visible(errorMessage(error)).slice(0, 300));
      return null;
    }
  }

  async function run(): Promise<void> {
    if (running) return;
    running = new AbortController();
    const {signal} = running;
    setRunning(true);
    clearTimeout(timer);
    try {
      const plan = await check(editor.text());
      if (plan) await runPlan(plan, signal);
    } catch (error) {
      outcome.replaceChildren(element("p", {class: "message", role: "alert"}, visible(errorMessage(error)).slice(0, 600))); // prettier-ignore
    } finally {
      running = null;
      setRunning(false);
    }
  }

  async function runPlan(plan: TrialPlan, signal: AbortSignal): Promise<void> {
    if (plan.rules.length === 0) return void outcome.replaceChildren(noRule());
    const began = performance.now();
    progress.textContent = "starting DuckDB …";
    let current = await database();
    const started = performance.now() - began;
    const threshold = readUrlState(location.search).threshold ?? current.log.threshold;
    outcome.replaceChildren();
    for (const [i, rule] of plan.rules.entries()) {
      if (signal.aborted) break;
      if (!rule.query) {
        outcome.append(failedView(rule, `not run: ${rule.reason}`));
        continue;
      }
      progress.textContent = plan.rules.length > 1 ? `running ${i + 1} of ${plan.rules.length} …` : "running …"; // prettier-ignore
      current = await database();
      const stop = () => current.end("cancelled");
      signal.addEventListener("abort", stop, {once: true});
      try {
        const result = await current.run(rule, i, threshold);
        outcome.append(trialView(result, {...context, rule, i, database: current, threshold}));
      } catch (error) {
        outcome.append(failedView(rule, errorMessage(error)));
      }
      signal.removeEventListener("abort", stop);
    }
    outcome.append(omittedNote(plan.omitted) ?? "");
    const took = performance.now() - began;
    progress.textContent = `${formatDuration((took - started) / 1000)}${started > 50 ? `, after ${formatDuration(started / 1000)} for DuckDB to start` : ""}`; // prettier-ignore
  }

  function setRunning(isRunning: boolean): void {
    runButton.disabled = isRunning;
    cancel.hidden = !isRunning;
    if (isRunning) outcome.setAttribute("aria-busy", "true");
    else outcome.removeAttribute("aria-busy");
  }

  runButton.addEventListener("click", () => void run());
  cancel.addEventListener("click", () => running?.abort());
  save.addEventListener("click", () => saveText("rule.yml", editor.text(), "application/yaml"));
  const actions = element("div", {class: "actions"}, runButton, cancel, progress, element("span", {class: "keys"}, "Ctrl+Enter runs"), save); // prettier-ignore
  const writing = element("div", {class: "writing"}, exampleBar(editor.text, editor.setText), editor.node, actions); // prettier-ignore
  writing.addEventListener(
    "focusin",
    () => {
      void check(editor.text());
      database().catch(() => {}); // the error is shown when a rule is run
    },
    {once: true}
  );
  return section(
    {
      title: "Try a rule",
      class: "try-rule",
      about: "Paste a Sigma rule, or several documents with a correlation, and run it over the published events. All of it happens in this page: nothing you type is sent anywhere.", // prettier-ignore
      attributes: {id: "try-a-rule"}
    },
    element("div", {class: "columns"}, writing, outcome)
  );
}

/** Buttons that put an example into the editor, and the text back that it took the place of. */
function exampleBar(text: () => string, setText: (text: string) => void): HTMLElement {
  const bar = element("p", {class: "examples"}, "Start from ");
  const back = element("button", {type: "button", class: "link", hidden: true}, "put my text back");
  let own = "";
  exampleRules.forEach((example, i) => {
    const button = element("button", {type: "button", class: "link"}, example.name);
    button.addEventListener("click", () => {
      if (!exampleRules.some((other) => other.text === text())) own = text();
      back.hidden = own.trim() === "";
      setText(example.text);
    });
    bar.append(i > 0 ? " or " : "", button);
  });
  back.addEventListener("click", () => {
    setText(own);
    back.hidden = true;
  });
  bar.append(". ", back);
  return bar;
}

/** Returns what a text holds, and whether it can be run, in words. */
export function planText({rules, omitted, problems, omittedProblems}: TrialPlan): string {
  const n = rules.length + omitted;
  const errors = problems.length + omittedProblems;
  const valid = n > 0 ? `${formatCount(n)} valid ${plural(n, "rule")}` : "no valid rule";
  return errors > 0 ? `${valid}, ${formatCount(errors)} ${plural(errors, "problem")}` : valid;
}

function emptyOutcome(): HTMLElement {
  return element("p", {class: "soft"}, "Run shows what the rule would cost here: its hits, the hosts that they name, alerts a day, and what the model and the labels say of the same events."); // prettier-ignore
}

function noRule(): HTMLElement {
  return element("p", {class: "soft"}, "No valid rule in the text: see the problems below it.");
}
