import {expect, it} from "vitest";
import {eventFields} from "../../../src/core/readers/fields.js";
import type {EventValue} from "../../../src/core/readers/reader.js";
import {eventWindows} from "../../../src/core/stream/event-windows.js";
import type {EarlierWindows, EventWindowsOptions} from "../../../src/core/stream/event-windows.js";

const minute = 60_000_000;

function event(time: number): EventValue[] {
  const given: Record<string, EventValue> = {time, src: "10.0.0.1", dst: "192.0.2.1"};
  return eventFields.map(({column}) => given[column] ?? null);
}

/** Windows that five minutes may be late, and whose first event moves the watermark. */
function windowsOf(options: Partial<EventWindowsOptions> = {}, earlier?: EarlierWindows) {
  return eventWindows({lateness: 5 * minute, maxEvents: 100, maxWindows: 9, quorum: 1, ...options}, earlier); // prettier-ignore
}

it("take(id, values) keeps events of a window until the watermark is the lateness beyond its end", () => {
  const windows = windowsOf();
  expect(windows.take(0, event(1 * minute))).toBe("kept");
  expect(windows.take(1, event(9 * minute))).toBe("kept");
  expect(windows.take(2, event(4 * minute))).toBe("kept");
  expect(windows.takeClosed()).toEqual([]);
  expect(windows.take(3, event(10 * minute))).toBe("kept"); // 5 minutes beyond the end of the first
  expect(windows.take(4, event(4 * minute))).toBe("late");
  const [first, ...others] = windows.takeClosed();
  expect([first.number, first.table.rows, others.length]).toEqual([0, 2, 0]);
  expect([...first.ids.subarray(0, 2)]).toEqual([0, 2]);
  expect([windows.events, windows.open.map(({number}) => number)]).toEqual([2, [1, 2]]);
  expect(windows.takeClosed()).toEqual([]);
});

it("take(id, values) rejects what there is no memory for, and its window says that it misses one", () => {
  const windows = windowsOf({maxEvents: 2, maxWindows: 2, quorum: 5});
  expect([0, 1, 2].map((i) => windows.take(i, event(i)))).toEqual(["kept", "kept", "full"]);
  expect(windows.open[0].missing).toBe(1);
  expect(windows.take(3, event(6 * minute))).toBe("full");
  expect(windows.take(4, event(20 * minute))).toBe("kept"); // five: the watermark begins there, and the first two are closed
});

it("take(id, values) opens no more windows than are allowed but that of the watermark", () => {
  const windows = windowsOf({maxWindows: 2, lateness: 1000 * minute});
  const placed = [0, 10, 20, 5].map((minutes, i) => windows.take(i, event(minutes * minute)));
  expect(placed).toEqual(["kept", "kept", "kept", "far"]);
});

it("settle() closes the windows up to the watermark, and those beyond if asked to", () => {
  const windows = windowsOf({maxAhead: 60 * minute, quorum: 2});
  for (const time of [1, 2, 300]) windows.take(time, event(time * minute));
  windows.settle();
  expect(windows.takeClosed().map(({number}) => number)).toEqual([0]);
  expect(windows.open.map(({number}) => number)).toEqual([60]);
  windows.settle(true);
  expect(windows.takeClosed().map(({number}) => number)).toEqual([60]);
  expect(windows.take(9, event(304 * minute))).toBe("late");
});

it("eventWindows(options, earlier) goes on: closed windows stay closed, and lost ones are partial", () => {
  const lost = new Map([[2, 7]]);
  const windows = windowsOf({}, {watermark: 12 * minute, closedUntil: 5 * minute, lost});
  expect(windows.take(0, event(4 * minute))).toBe("late");
  expect(windows.take(1, event(11 * minute))).toBe("kept");
  expect(windows.open[0].missing).toBe(7);
});

it("the same events give the same windows however they are divided into requests", () => {
  const times = [...Array(200).keys()].map(
    (i) => ((i * 37) % 90) * 0.3 * minute + i * minute * 0.1
  );
  const placedBy = (size: number) => {
    const windows = windowsOf({quorum: 20});
    const closed: number[][] = [];
    const placed = times.map((time, i) => {
      const found = windows.take(i, event(Math.floor(time)));
      if (i % size === 0) closed.push(...windows.takeClosed().map(({number, ids, table}) => [number, ...ids.subarray(0, table.rows)])); // prettier-ignore
      return found;
    });
    closed.push(...windows.takeClosed().map(({number, ids, table}) => [number, ...ids.subarray(0, table.rows)])); // prettier-ignore
    return {placed, closed};
  };
  expect(placedBy(1)).toEqual(placedBy(64));
});
