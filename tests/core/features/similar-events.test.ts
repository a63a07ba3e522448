import {tmpdir} from "node:os";
import {expect, it, onTestFinished} from "vitest";
import {openSession} from "../../../pipeline/duckdb/session.js";
import {
  similarityScaleOf,
  similarEventsQuery,
  robustScales
} from "../../../src/core/features/similar-events.js";
import {seeded} from "../../../src/core/forest/random.js";

const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

it("robustScales(profile) takes the middle half, and what is wider where that is empty", () => {
  const values = [
    [0, 1, 2, 3, 5, 8, 1e9], // a stray value stretches nothing
    [0, 1, 4, 4, 4, 6, 9],
    [0, 4, 4, 4, 4, 4, 9],
    [4, 4, 4, 4, 4, 4, 4]
  ];
  expect(robustScales({quantiles, values})).toEqual([3, 5, 9, 1]);
});

it("similarityScaleOf(a, b, scales) is the scaled distance, with what differs most first", () => {
  expect(similarityScaleOf([0, 0, 1], [6, 4, 1], [2, 1, 7])).toEqual({
    distance: 5,
    columns: [1, 0]
  });
  expect(similarityScaleOf([1, 2], [1, 2], [1, 1])).toEqual({distance: 0, columns: []});
});

it("similarEventsQuery(names, scales) finds in DuckDB what a plain search finds", async () => {
  const random = seeded(7);
  const names = ["a", "b", "c"];
  const scales = [0.5, 2, 1];
  const rows = Array.from({length: 300}, () =>
    names.map(() => Math.fround(Math.round(random() * 20) / 4))
  );
  const session = await openSession({scratch: tmpdir()});
  onTestFinished(() => session.close());
  const columns = "a FLOAT, b FLOAT, c FLOAT";
  await session.run(`CREATE TABLE events (rank INTEGER, event_id BIGINT, ${columns})`);
  for (const [i, row] of rows.entries())
    await session.run(`INSERT INTO events VALUES (?, ?, ?, ?, ?)`, [i + 1, BigInt(i), ...row]);
  await session.run(`CREATE TABLE normal_events AS FROM events WHERE rank > 50`);
  for (const rank of [1, 60]) {
    const found = await session.rows<{event_id: bigint; distance: number}>(
      similarEventsQuery(names, scales),
      [rank]
    );
    const expected = rows
      .map((row, i) => ({i, far: similarityScaleOf(rows[rank - 1], row, scales).distance}))
      .filter(({i}) => i >= 50 && i !== rank - 1)
      .sort((a, b) => a.far - b.far || a.i - b.i)
      .slice(0, 10);
    expect(found.map(({event_id}) => Number(event_id))).toEqual(expected.map(({i}) => i));
    found.forEach(({distance}, k) => expect(distance).toBeCloseTo(expected[k].far, 9));
  }
});
