import type {Problem} from "../../../core/sigma/parse/problem.js";
import {element} from "../../kit/element.js";
import {formatCount, plural, visible} from "../../kit/format.js";
import {lineSpan} from "./line-span.js";

/** What an editor starts with, and its listeners. */
export interface RuleEditorOptions {
  text: string;
  onChange: (text: string) => void;
  onRun: () => void;
}

/** An editor of rules: a text with numbered lines, and what is wrong with it. */
export interface RuleEditor {
  node: HTMLElement;
  text(): string;
  setText(text: string): void;
  setStatus(status: string): void;
  /** Shows what is wrong, and how much more there is; a problem leads to its line. */
  setProblems(problems: readonly Problem[], more: number): void;
}

/** The longest text of the editor, and its most lines: a browser takes seconds to lay out more. */
const maxLength = 300_000;
const maxLines = 10_000;

/** Returns why a text of *length* with *added* in it is too long for the editor, in a sentence; null if it is not. */
export function lengthProblem(length: number, added: string): string | null {
  const lines = added.split("\n", maxLines + 1).length;
  if (length <= maxLength && lines <= maxLines) return null;
  return `too long to be tried here: more than ${formatCount(maxLength)} characters or ${formatCount(maxLines)} lines; \`atalaya rules\` reads files of 4 Mi characters`;
}

const plainTyping = {spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off"};

/** Returns an editor. Ctrl+Enter runs; Enter indents as the line above; Tab leaves it, so that the focus is not trapped. */
export function ruleEditor({text, onChange, onRun}: RuleEditorOptions): RuleEditor {
  const status = element("p", {class: "status", role: "status", id: "rule-status"});
  const area = element("textarea", {
    id: "rule-text",
    "aria-describedby": "rule-status",
    ...plainTyping
  });
  const numbers = element("pre", {class: "numbers", "aria-hidden": "true"});
  const problems = element("ol", {class: "problems"});
  const node = element(
    "div",
    {class: "rule-editor"},
    element("label", {for: "rule-text"}, "Sigma rules, YAML"),
    element("div", {class: "text"}, numbers, area),
    status,
    problems
  );
  let lines = 0;

  function number(): void {
    const count = area.value.split("\n").length;
    if (count === lines) return;
    lines = count;
    numbers.textContent = Array.from({length: count}, (_, i) => i + 1).join("\n");
  }

  function goTo(line: number): void {
    const {start, end} = lineSpan(area.value, line);
    area.focus();
    area.setSelectionRange(start, end);
    const height = area.scrollHeight / Math.max(1, lines);
    area.scrollTop = Math.max(0, (line - 6) * height);
    area.scrollLeft = 0;
  }

  area.value = text;
  number();
  boundLength(area, status);
  area.addEventListener("input", () => {
    number();
    onChange(area.value);
  });
  area.addEventListener("scroll", () => (numbers.scrollTop = area.scrollTop), {passive: true});
  area.addEventListener("keydown", (event) => onKey(event, area, onRun));
  return {
    node,
    text: () => area.value,
    setText(next) {
      area.value = next;
      number();
      onChange(next);
    },
    setStatus: (next) => void (status.textContent = next),
    setProblems(found, more) {
      area.setAttribute("aria-invalid", String(found.some(({severity}) => severity === "error")));
      const rest = more > 0 && element("li", {class: "soft"}, `and ${formatCount(more)} more ${plural(more, "problem")}`); // prettier-ignore
      problems.replaceChildren(...found.map((problem) => problemItem(problem, goTo)));
      if (rest) problems.append(rest);
    }
  };
}

/** Keeps a text that is too long out of *area*, before it is there. */
function boundLength(area: HTMLTextAreaElement, status: HTMLElement): void {
  area.addEventListener("beforeinput", (event) => {
    const added = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const problem = lengthProblem(area.value.length + added.length, added);
    if (problem === null) return;
    event.preventDefault();
    status.textContent = problem;
  });
}

function onKey(event: KeyboardEvent, area: HTMLTextAreaElement, onRun: () => void): void {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) onRun();
  else if (event.shiftKey || event.altKey || !indent(area)) return;
  event.preventDefault();
}

/** Begins a line as far in as the one before the cursor; returns false if the browser cannot, with a step to undo. */
function indent(area: HTMLTextAreaElement): boolean {
  const before = area.value.slice(0, area.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const space = /^ */.exec(line)![0];
  return space !== "" && document.execCommand("insertText", false, `\n${space}`);
}

const shownLength = 200;

function problemItem({line, field, message, remedy}: Problem, goTo: (line: number) => void) {
  const where = element("span", {class: "where"}, `line ${line}`);
  const name = field && element("code", {}, visible(field).slice(0, shownLength));
  const text = element("span", {}, visible(message).slice(0, shownLength));
  const help = remedy && element("span", {class: "soft"}, visible(remedy).slice(0, shownLength));
  const button = element("button", {type: "button"}, where, name || null, text, help || null);
  button.addEventListener("click", () => goTo(line));
  return element("li", {}, button);
}
