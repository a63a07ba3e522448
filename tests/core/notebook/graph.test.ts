import {expect, it} from "vitest";
import {arrange, dependants} from "../../../src/core/notebook/graph.js";

const cells = (...queries: [string, string][]) => queries.map(([name, sql]) => ({name, sql}));

it("arrange(cells) runs each cell after what it reads, else in the order of the notebook", () => {
  const {order, nodes} = arrange(
    cells(["c", "FROM b"], ["a", "FROM events"], ["b", "FROM A, a"], ["d", "SELECT 'a'"])
  );
  expect(order).toEqual(["a", "b", "c", "d"]);
  expect(nodes.map(({reads}) => reads)).toEqual([["b"], [], ["a"], []]);
});

it("arrange(cells) names the circle that a cell is in, and leaves it out", () => {
  const {order, nodes} = arrange(
    cells(["a", "FROM b"], ["b", "FROM c"], ["c", "FROM a"], ["d", "FROM a"], ["e", "FROM e"])
  );
  expect(nodes.map(({circle}) => circle)).toEqual([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], null, ["e"]]); // prettier-ignore
  expect(order).toEqual(["d"]);
});

it("arrange(cells) finds the parameters that a cell names, not those in strings", () => {
  const [{parameters}] = arrange(cells(["a", "SELECT $line, $From, '$event' -- $entity"])).nodes;
  expect(parameters).toEqual(["line", "from"]);
});

it("dependants(graph, name) returns what is stale when a cell changes, and nothing else", () => {
  const graph = arrange(
    cells(
      ["a", "SELECT 1"],
      ["b", "FROM a"],
      ["c", "FROM b"],
      ["d", "SELECT 2"],
      ["e", "FROM c, d"]
    )
  );
  expect(dependants(graph, "a")).toEqual(["b", "c", "e"]);
  expect(dependants(graph, "d")).toEqual(["e"]);
  expect(dependants(graph, "e")).toEqual([]);
});

it("arrange(cells) orders a chain of a hundred cells that stand backwards", () => {
  const chain = Array.from({length: 100}, (_, i): [string, string] => [`c${i}`, i < 99 ? `FROM c${i + 1}` : "SELECT 1"]); // prettier-ignore
  expect(arrange(cells(...chain)).order).toEqual(chain.map(([name]) => name).reverse());
});
