import {tmpdir} from "node:os";
import {afterAll, beforeAll, expect, it} from "vitest";
import {pastEvents, startOfDay} from "../../../src/core/incidents/past.js";
import {openSession} from "../../../pipeline/duckdb/session.js";
import type {Session} from "../../../pipeline/duckdb/session.js";

let session: Session;

beforeAll(async () => {
  session = await openSession({scratch: tmpdir()});
});

afterAll(() => session.close());

const micros = (iso: string) => Date.parse(`${iso}Z`) * 1000;

it.each(["2023-01-01T00:00:00", "2026-03-09T12:00:00", "2031-07-04T23:59:59"])(
  "pastEvents(runner, past, first) ends a day before the log’s first, wherever the past lies: %s",
  async (last) => {
    await session.run(
      `CREATE OR REPLACE TABLE past AS SELECT * FROM (VALUES (0::BIGINT, TIMESTAMP '${last}' - INTERVAL 30 HOUR), (1, TIMESTAMP '${last}')) AS t (event_id, time)`
    );
    const first = micros("2026-03-10T10:00:00");
    const {events, until} = await pastEvents(session, "past", first);
    const rows = await session.rows<{id: number; us: number}>(
      `SELECT event_id::DOUBLE AS id, epoch_us(time)::DOUBLE AS us FROM ${events} ORDER BY time`
    );
    const moved = micros(`2026-03-08T${last.slice(11)}`);
    expect(rows).toEqual([
      {id: -1, us: moved - 30 * 3_600_000_000},
      {id: -2, us: moved}
    ]);
    expect(until).toBe(moved + 1);
    expect(until).toBeLessThan(startOfDay(first) - 86_400_000_000 + 1);
  }
);
