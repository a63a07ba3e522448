import {expect, it} from "vitest";
import {maxSampled, nearestNormalEvents} from "../../../src/components/your-log/nearest-normal.js";
import type {ScoredLog} from "../../../src/components/your-log/event-rows.js";
import {eventTable} from "../../../src/core/readers/events/table.js";
import {eventFields} from "../../../src/core/readers/fields.js";
import {flowsOf} from "../../../src/core/features/flows.js";
import {seeded} from "../../../src/core/forest/random.js";

const columns = 3;
const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];
/** The middle half of each column is 1, 2 and 4 wide. */
const widths = [1, 2, 4];
const profile = {quantiles, values: widths.map((w) => [0, 0, 0, 0, w, w, w])};

/** A log of *rows* events with random features; the scores fall with the number of the event. */
function logOf(rows: number): ScoredLog {
  const table = eventTable(rows);
  const unset = eventFields.map(() => null);
  for (let i = 0; i < rows; ++i) table.add(unset, 0, i + 1);
  const random = seeded(7);
  const values = Float32Array.from({length: rows * columns}, () => Math.round(20 * random()));
  const scores = Float64Array.from({length: rows}, (_, i) => 1 - (i + 1) / (rows + 1));
  const order = Uint32Array.from({length: rows}, (_, i) => i);
  const logs = {table, files: [], rejections: [], stopped: false, parsing: 0};
  return {logs, flows: flowsOf(table), matrix: {rows, columns, values}, scores, order};
}

it("nearestNormalEvents(log, model, {event, threshold}) finds the ten nearest of all others below the threshold, as a full search does", () => {
  const log = logOf(300);
  const threshold = log.scores[49]; // 50 events are at or above it
  for (const event of [0, 49, 50, 123, 299]) {
    const far = (other: number) =>
      Math.hypot(
        ...widths.map((width, j) => {
          const at = (i: number) => log.matrix.values[i * columns + j];
          return (at(event) - at(other)) / width;
        })
      );
    const others = Array.from({length: 250}, (_, i) => 50 + i).filter((i) => i !== event);
    const expected = [...others]
      .sort((a, b) => Math.round(1e9 * (far(a) - far(b))) || a - b)
      .slice(0, 10);
    const found = nearestNormalEvents(log, {profile} as never, {event, threshold});
    expect(found.events.map((row) => row.event_id)).toEqual(expected);
    expect(found.events.map((row) => row.rank)).toEqual(expected.map((i) => i + 1));
    expect([found.of, found.below]).toEqual([others.length, others.length]);
  }
});

it("nearestNormalEvents(log, model, {event, threshold}) compares with 8,192 of a larger log, the same each time", () => {
  const log = logOf(12_000);
  const once = nearestNormalEvents(log, {profile} as never, {event: 5, threshold: log.scores[999]});
  expect([once.of, once.below]).toEqual([maxSampled, 11_000]);
  expect(once.events).toHaveLength(10);
  for (const {score} of once.events) expect(Number(score)).toBeLessThan(log.scores[999]);
  expect(
    nearestNormalEvents(log, {profile} as never, {event: 5, threshold: log.scores[999]})
  ).toEqual(once);
});

it("nearestNormalEvents(log, model, {event, threshold}) finds none where every other is at or above the threshold", () => {
  const log = logOf(2);
  expect(nearestNormalEvents(log, {profile} as never, {event: 1, threshold: 0.5})).toEqual({
    events: [],
    of: 0,
    below: 0
  });
});
