import {errorMessage} from "../../core/error-message.js";
import {conditionWords} from "../../core/suppressions/condition.js";
import type {Condition} from "../../core/suppressions/condition.js";
import {suppressionLimits} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {previewNode, previewSuppression} from "./suppression-preview.js";
import type {SuppressionPreview} from "./suppression-preview.js";
import {suppressions} from "./suppression-store.js";

/** A condition that a form offers, and whether it is chosen at first. */
export interface OfferedCondition {
  condition: Condition;
  chosen: boolean;
}

/** What a form for a suppression needs. */
export interface SuppressionFormOptions {
  /** The conditions it offers. */
  offered: readonly OfferedCondition[];
  lake: () => Promise<PublishedDatabase>;

  /** The line, in (0, 1). */
  line: number;
}

const day = 86_400_000;
const terms = [
  {label: "for 7 days", days: 7},
  {label: "for 30 days", days: 30},
  {label: "for 90 days", days: 90},
  {label: "for a year", days: 365},
  {label: "until I take it away", days: null}
];

/** A form for a suppression, and what makes it look at the events. */
interface SuppressionForm {
  form: HTMLFormElement;
  look(): Promise<void>;
}

/**
 * Returns a form that makes a suppression: which conditions, why, for how long; it says what would be
 * hidden, true positives by name, before the button that hides it can be pressed.
 */
function suppressionForm({offered, lake, line}: SuppressionFormOptions): SuppressionForm {
  const boxes = offered.map(({condition, chosen}) => conditionBox(condition, chosen));
  const reason = reasonField();
  const term = termField();
  const preview = element("div", {class: "preview", "aria-live": "polite"});
  const apply = element("button", {type: "submit", disabled: true}, "Suppress");
  const said = element("p", {class: "about", role: "status"});
  const where = () => boxes.flatMap(({box, condition}) => (box.checked ? [condition] : []));
  let shown = ""; // the conditions of which the preview tells
  const ready = (): void => {
    apply.disabled = shown !== JSON.stringify(where()) || reason.value.trim() === "";
  };
  const look = async (): Promise<void> => {
    const chosen = where();
    const key = JSON.stringify(chosen);
    shown = "";
    ready();
    preview.setAttribute("aria-busy", "true");
    const found = await tryPreview(chosen, lake, line);
    if (key !== JSON.stringify(where())) return; // the reader chose otherwise meanwhile
    preview.removeAttribute("aria-busy");
    preview.replaceChildren(typeof found === "string" ? found : previewNode(found));
    if (typeof found === "string") return;
    const isTrue = found.attacks + found.judgedTrue > 0;
    apply.textContent = isTrue ? "Suppress all the same" : "Suppress";
    shown = key;
    ready();
  };
  const labels = boxes.map(({label}) => label);
  const form = formNode(labels, {reason, term, preview, apply, said});
  form.addEventListener("change", ({target}) => {
    if (target instanceof HTMLInputElement && target.type === "checkbox") void look();
  });
  reason.addEventListener("input", ready);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (apply.disabled) return;
    said.textContent = keep(where(), reason.value.trim(), term.value);
    shown = "";
    ready();
  });
  return {form, look};
}

function formNode(
  conditions: readonly HTMLElement[],
  parts: Readonly<Record<"reason" | "term" | "preview" | "apply" | "said", HTMLElement>>
): HTMLFormElement {
  const legend = element("legend", {}, "Events that meet all of these");
  return element(
    "form",
    {class: "suppress"},
    element("fieldset", {}, legend, ...conditions),
    element("label", {}, "Reason", parts.reason),
    element("label", {}, "How long", parts.term),
    parts.preview,
    element("p", {class: "actions"}, parts.apply),
    parts.said
  );
}

function reasonField(): HTMLInputElement {
  return element("input", {
    type: "text",
    maxlength: suppressionLimits.reason,
    required: true,
    placeholder: "why nobody has to look"
  });
}

function termField(): HTMLSelectElement {
  const options = terms.map(({label, days}) =>
    element("option", {value: days ?? "", selected: days === 30}, label)
  );
  return element("select", {}, ...options);
}

/** Returns what the conditions would hide, or why that cannot be said. */
async function tryPreview(
  where: Condition[],
  lake: SuppressionFormOptions["lake"],
  line: number
): Promise<SuppressionPreview | string> {
  if (where.length === 0) return "Choose a condition: with none, everything would be hidden.";
  try {
    return await previewSuppression(await lake(), {where}, line);
  } catch (error) {
    return visible(errorMessage(error)).slice(0, 500);
  }
}

/** Returns an unfolding part with a form, made anew whenever it is opened: it looks at the events then. */
export function suppressionPart(
  summary: string,
  options: () => SuppressionFormOptions
): HTMLElement {
  const details = element("details", {class: "suppress-part"}, element("summary", {}, summary));
  details.addEventListener("toggle", () => {
    details.querySelector("form")?.remove();
    if (!details.open) return;
    const {form, look} = suppressionForm(options());
    details.append(form);
    void look();
  });
  return details;
}

function conditionBox(condition: Condition, chosen: boolean) {
  const box = element("input", {type: "checkbox", checked: chosen});
  const words = visible(conditionWords(condition)).slice(0, 200);
  return {box, condition, label: element("label", {}, box, ` ${words}`)};
}

/** Keeps a suppression, and returns what to say of it. */
function keep(where: Condition[], reason: string, days: string): string {
  const now = Date.now();
  const until = days === "" ? null : new Date(now + Number(days) * day).toISOString();
  const at = new Date(now).toISOString();
  const id = [...crypto.getRandomValues(new Uint8Array(9))]
    .map((byte) => byte.toString(36))
    .join("");
  const suppression: Suppression = {format: "atalaya-suppression/1", id, reason, at, until, where};
  try {
    suppressions.put(suppression);
    return (
      suppressions.fault() ??
      "Suppressed on the lists of Today and in Explore; taken away again under “Your suppressions” there."
    );
  } catch (error) {
    return error instanceof Error ? `Not kept: ${error.message}.` : "Not kept.";
  }
}
