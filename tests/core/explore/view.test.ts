import {expect, it} from "vitest";
import {eventTable} from "../../../src/core/readers/events/table.js";
import {binOf} from "../../../src/core/explore/bins.js";
import {exploreView} from "../../../src/core/explore/view.js";
import {eventFields} from "../../../src/core/readers/fields.js";

it("binOf(value, edges) counts the inner edges that are not above the value", () => {
  const edges = [0, 1, 10, 100];
  for (const value of [-5, 0, 0.5, 1, 9.99, 10, 99, 100, 1e9]) {
    const inner = edges.slice(1, -1).filter((edge) => edge <= value).length;
    expect(binOf(value, edges)).toBe(inner);
  }
  expect(binOf(NaN, edges)).toBe(255);
});

it("exploreView(events, line) gives each event by rank the bin and the value that it has", () => {
  const table = eventTable(8);
  const rows = 50;
  const unset = eventFields.map(() => null);
  for (let i = 0; i < rows; ++i) table.add(unset, 0, i + 1);
  for (let i = 0; i < rows; ++i) {
    table.numbers.time[i] = 1e6 * i;
    table.numbers.dst_port[i] = i % 3 ? 443 : NaN;
    table.numbers.orig_bytes[i] = i % 5 ? 10 * i : NaN;
    table.numbers.resp_bytes[i] = i;
    table.numbers.duration[i] = i / 10;
    table.codes.service[i] = i % 7 ? table.texts.service.codeOf("http") : 0;
    table.codes.label[i] = table.texts.label.codeOf(i % 2 ? "benign" : "scan");
    table.codes.detailed_label[i] = i % 4 ? 0 : table.texts.detailed_label.codeOf("benign");
  }
  const scores = Float64Array.from({length: rows}, (_, i) => (i + 1) / 100);
  const order = Uint32Array.from({length: rows}, (_, i) => rows - 1 - i);
  const {dimensions, codes, lists, values} = exploreView({table, scores, order}, 0.25);
  const score = dimensions.find(({name}) => name === "score")!;
  expect(score.edges).toContain(0.25);
  const above = score.counts.filter((_, i) => score.edges[i] >= 0.25);
  expect(above.reduce((sum, n) => sum + n, 0)).toBe(26); // 0.25 to 0.50
  const out = dimensions.find(({name}) => name === "out")!;
  expect(out.counts.reduce((sum, n) => sum + n, 0)).toBe(40); // ten are missing
  for (let rank = 0; rank < rows; ++rank) {
    const event = order[rank];
    expect(values.port[codes.port[rank]]).toBe(event % 3 ? "443" : null);
    expect(values.service[codes.service[rank]]).toBe(event % 7 ? "http" : null);
    const label = event % 4 === 0 || event % 2 ? "benign" : "scan";
    expect(values.label[codes.label[rank]]).toBe(label);
  }
  expect(lists.find(({name}) => name === "label")).toEqual({
    name: "label",
    distinct: 2,
    values: [
      ["benign", 38],
      ["scan", 12]
    ]
  });
});
