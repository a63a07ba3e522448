import {element} from "../kit/element.js";

/** The range and the value of a slider. */
export interface SliderOptions {
  min: number;
  max: number;
  value: number;
}

/** A slider with its label, and what it is set to in words, which the caller writes. */
export interface Slider {
  node: HTMLElement;
  input: HTMLInputElement;
  output: HTMLOutputElement;
}

/** Returns a slider over integers. */
export function slider(label: string, {min, max, value}: SliderOptions): Slider {
  const input = element("input", {type: "range", min, max, value, step: 1});
  const output = element("output");
  const node = element("label", {class: "control"}, element("span", {}, label), input, output);
  return {input, output, node};
}
