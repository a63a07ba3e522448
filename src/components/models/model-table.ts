import {element} from "../kit/element.js";
import {formatBytes, formatCount, parameterText} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Models} from "./model-sentence.js";

type Model = Models[number];

/** A property of a model: its name, and how it is read. */
interface Fact {
  name: string;
  read: (model: Model) => string;
  digest?: boolean;
}

/** Shows what each model is: its size, its trees, its parameters and the digest of its file. */
export function modelTable(models: Models): HTMLElement {
  return table(factsOf(models), {
    class: "facts",
    columns: [
      {name: element("span", {class: "unseen"}, "quantity"), cell: ({name}) => name, header: true},
      ...models.map((model) => ({
        name: model.name,
        number: true,
        class: ({digest}: Fact) => (digest ? "digest" : null),
        cell: ({read, digest}: Fact) => (digest ? element("code", {}, read(model)) : read(model))
      }))
    ]
  });
}

function factsOf(models: Models): Fact[] {
  const names = [...new Set(models.flatMap(({parameters}) => Object.keys(parameters)))].sort();
  const parameter = (name: string): Fact => ({
    name,
    read: ({parameters}) => parameterText(parameters[name])
  });
  return [
    {name: "trees", read: ({trees}) => formatCount(trees)},
    {name: "nodes", read: ({nodes}) => formatCount(nodes)},
    {
      name: "mean depth of a leaf",
      read: ({meanDepth}) => (meanDepth === null ? "–" : `${meanDepth.toFixed(1)} levels`)
    },
    {
      name: "deepest leaf",
      read: ({maxDepth}) => (maxDepth === null ? "–" : `${formatCount(maxDepth)} levels`)
    },
    {name: "trained on", read: ({trainingRows}) => `${formatCount(trainingRows)} events`},
    {name: "size of the file", read: ({bytes}) => formatBytes(bytes)},
    ...names.filter((name) => name !== "trees").map(parameter),
    {name: "sha256", read: ({sha256}) => sha256, digest: true}
  ];
}
