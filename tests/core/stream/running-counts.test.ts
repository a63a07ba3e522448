import {expect, it} from "vitest";
import {flowsOf} from "../../../src/core/features/flows.js";
import type {WindowCount} from "../../../src/core/features/flows.js";
import {windowColumns} from "../../../src/core/features/list.js";
import {seeded} from "../../../src/core/forest/random.js";
import {eventFields} from "../../../src/core/readers/fields.js";
import type {EventValue} from "../../../src/core/readers/reader.js";
import {openWindow} from "../../../src/core/stream/open-window.js";
import {pairIds} from "../../../src/core/stream/pair-ids.js";

it("idOf(a, b) numbers equal pairs alike, in the order of their first appearance, as a map of texts does", () => {
  const random = seeded(3);
  const ids = pairIds();
  const known = new Map<string, number>();
  for (let i = 0; i < 20_000; ++i) {
    const [a, b] = [Math.floor(random() * 90), Math.floor(random() * 2 ** 32) % 90];
    const expected = known.get(`${a} ${b}`) ?? known.size;
    known.set(`${a} ${b}`, expected);
    expect(ids.idOf(a, b)).toBe(expected);
  }
  expect(ids.count).toBe(known.size);
});

/** Returns the values of an event as a reader has them; fields that are not given are null. */
export function valuesOf(given: Readonly<Record<string, EventValue>>): EventValue[] {
  return eventFields.map(({column}) => given[column] ?? null);
}

it("add(id, values) returns the counts of the events so far: those of flowsOf over them alone", () => {
  const random = seeded(5);
  const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)];
  const window = openWindow(0);
  for (let i = 0; i < 300; ++i) {
    const counts = window.add(i, valuesOf({
      time: Math.floor(random() * 299e6),
      src: `10.0.0.${Math.floor(random() * 20)}`,
      dst: `192.0.2.${Math.floor(random() * 6)}`,
      dst_port: pick(null, 0, 22, 443),
      proto: pick("tcp", "icmp", null),
      conn_state: pick("SF", "S0", "odd", null),
      history: `unlike ${i}`
    })); // prettier-ignore
    const soFar = flowsOf(window.table).window;
    for (const name of windowColumns) expect(counts[name as WindowCount]).toBe(soFar[name as WindowCount][i]); // prettier-ignore
  }
  expect(window.table.texts.history.texts).toEqual([""]);
  expect(window.sources).toBe(20);
});
