import {identityOf, verdictLimits} from "../core/verdicts/verdict.js";
import type {EventVerdict, VerdictName} from "../core/verdicts/verdict.js";
import {element} from "./element.js";
import {formatTime} from "./format.js";
import {verdicts} from "./verdict-store.js";

/** What is judged: the event, and what was seen of it. */
export type JudgedEvent = Omit<EventVerdict, "format" | "verdict" | "note" | "by" | "at">;

/** The controls under an alert’s heading, and the keys that do the same. */
export interface VerdictControls {
  node: HTMLElement;

  /** Does what *key* stands for; returns whether it stands for anything. */
  press(key: string): boolean;
}

const choices: readonly {name: VerdictName; key: string; label: string; about: string}[] = [
  {name: "true", key: "t", label: "true", about: "a true alert: it deserved a look"},
  {name: "false", key: "f", label: "false", about: "a false alert: nothing to see"},
  {name: "unsure", key: "u", label: "unsure", about: "cannot be told yet"}
];

/**
 * Shows what the reader judges of *event*, and takes it: a button each for true, false and unsure,
 * which taken again takes the verdict back, and a note. All of it stays in this browser.
 */
export function verdictControls(event: JudgedEvent): VerdictControls {
  const identity = identityOf(event);
  const find = (): EventVerdict | undefined => verdicts.all().get(identity);
  const said = element("p", {class: "about said", role: "status"});
  const note = element("textarea", {
    rows: 1,
    maxlength: verdictLimits.note,
    "aria-label": "Note on the verdict",
    placeholder: "Note: why?"
  });
  const say = (text: string): void => said.replaceChildren(text);

  function keep(verdict: VerdictName, text: string): void {
    const at = new Date().toISOString();
    try {
      verdicts.put({format: "atalaya-verdict/1", ...event, verdict, note: text, by: "", at});
      show();
    } catch (error) {
      say(error instanceof Error ? `Not kept: ${error.message}.` : "Not kept.");
    }
  }

  function takeBack(): void {
    if (!find()) return say("There is no verdict to take back.");
    verdicts.remove(identity);
    show();
  }

  function judge(verdict: VerdictName): void {
    if (find()?.verdict === verdict) takeBack();
    else keep(verdict, note.value);
  }

  function keepNote(): void {
    const found = find();
    if (found && found.note !== note.value) keep(found.verdict, note.value);
  }

  const buttons = choices.map(({name, key, label, about}) => {
    const button = element(
      "button",
      {type: "button", "data-verdict": name, title: about, "aria-keyshortcuts": key},
      element("kbd", {}, key),
      label
    );
    button.addEventListener("click", () => judge(name));
    return button;
  });
  note.addEventListener("change", keepNote);
  note.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && !event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    keepNote();
    note.blur();
  });

  function show(): void {
    const found = find();
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.verdict === found?.verdict));
    note.hidden = !found;
    if (document.activeElement !== note) note.value = found?.note ?? "";
    const fault = verdicts.fault();
    if (found)
      say(
        `Judged ${found.verdict} ${formatTime(Date.parse(found.at))} UTC. ${fault ?? "Kept in this browser only."}`
      );
    else say(fault ?? "Not judged yet.");
  }

  show();
  const node = element(
    "div",
    {class: "judge", role: "group", "aria-label": "Your verdict"},
    element("span", {class: "question"}, "Is it a true alert?"),
    element("span", {class: "choices"}, ...buttons),
    note,
    said
  );
  verdicts.listen(() => {
    if (node.isConnected) show();
  });
  return {
    node,
    press(key) {
      const choice = choices.find((one) => one.key === key);
      if (choice) judge(choice.name);
      else if (key === "Backspace") takeBack();
      else if (key === "n" || key === "Enter") {
        if (note.hidden) say("Judge it first, with t, f or u; then write the note.");
        else note.focus();
      } else return false;
      return true;
    }
  };
}
