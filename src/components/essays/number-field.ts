import {element} from "../kit/element.js";

/** A number that the reader sets. */
export interface NumberFieldOptions {
  value: number;
  min: number;
  max: number;
}

/** Returns a field for a number, any within its bounds; *onValue* is called with each that is valid. */
export function numberField(
  label: string,
  {value, min, max}: NumberFieldOptions,
  onValue: (value: number) => void
): HTMLElement {
  const input = element("input", {type: "number", min, max, step: "any", value});
  input.addEventListener("input", () => {
    const asked = input.valueAsNumber;
    if (asked >= min && asked <= max) onValue(asked);
  });
  return element("label", {class: "control field"}, element("span", {}, label), input);
}
