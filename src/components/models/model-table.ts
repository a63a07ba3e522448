import {element} from "../kit/element.js";
import {formatBytes, formatCount, parameterText} from "../kit/format.js";
import type {Models} from "./model-sentence.js";

type Model = Models[number];

/** Shows what each model is: its size, its trees, its parameters and the digest of its file. */
export function modelTable(models: Models): HTMLElement {
  return element(
    "div",
    {class: "scroll"},
    element(
      "table",
      {class: "facts"},
      heading(models),
      element(
        "tbody",
        {},
        ...facts(models).map(([name, read]) => factLine(name, models.map(read))),
        digests(models)
      )
    )
  );
}

function heading(models: Models): HTMLElement {
  return element(
    "thead",
    {},
    element(
      "tr",
      {},
      element("th", {scope: "col"}, element("span", {class: "unseen"}, "quantity")),
      ...models.map(({name}) => element("th", {scope: "col", class: "number"}, name))
    )
  );
}

/** The name of each line, and how to read it from a model. */
function facts(models: Models): [string, (model: Model) => string][] {
  const names = [...new Set(models.flatMap(({parameters}) => Object.keys(parameters)))].sort();
  const parameter = (name: string): [string, (model: Model) => string] => [
    name,
    ({parameters}) => parameterText(parameters[name])
  ];
  return [
    ["trees", ({trees}) => formatCount(trees)],
    ["nodes", ({nodes}) => formatCount(nodes)],
    ["mean depth of a leaf", ({meanDepth}) => `${meanDepth.toFixed(1)} levels`],
    ["deepest leaf", ({maxDepth}) => `${formatCount(maxDepth)} levels`],
    ["trained on", ({trainingRows}) => `${formatCount(trainingRows)} events`],
    ["size of the file", ({bytes}) => formatBytes(bytes)],
    ...names.filter((name) => name !== "trees").map(parameter)
  ];
}

function factLine(name: string, texts: readonly string[]): HTMLElement {
  return element(
    "tr",
    {},
    element("th", {scope: "row"}, name),
    ...texts.map((text) => element("td", {class: "number"}, text))
  );
}

function digests(models: Models): HTMLElement {
  return element(
    "tr",
    {},
    element("th", {scope: "row"}, "sha256"),
    ...models.map(({sha256}) =>
      element("td", {class: "number digest"}, element("code", {}, sha256))
    )
  );
}
