import {describe, expect, it} from "vitest";
import {ChangedFileError, OutageError, UsageError} from "../../../pipeline/config/errors.js";
import {attempt, isOutage, maxAttempts} from "../../../pipeline/engine/attempts.js";
import {LostLeaseError} from "../../../pipeline/engine/lease.js";

/** Returns the effects of an attempt whose pauses are kept instead of waited for. */
function effects() {
  const pauses: number[] = [];
  const controller = new AbortController();
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    pauses.push(milliseconds);
    signal.throwIfAborted();
  };
  return {pauses, controller, options: {signal: controller.signal, sleep}};
}

/** Returns work that fails with each of *errors* in turn, and then returns 1. */
function failing(errors: Error[]) {
  let calls = 0;
  const work = async () => {
    const error = errors[calls++];
    if (error) throw error;
    return 1;
  };
  return {work, calls: () => calls};
}

describe("attempt(work, effects)", () => {
  it("tries what fails three times, with pauses, and sets it aside", async () => {
    const {options, pauses} = effects();
    const {work, calls} = failing(Array.from({length: 9}, (_, i) => new Error(`no ${i}`)));
    expect(await attempt(work, options)).toEqual({kind: "set-aside", message: "no 2"});
    expect(calls()).toBe(maxAttempts);
    expect(pauses).toEqual([1000, 5000]);
  });

  it("returns the result of an attempt that succeeds", async () => {
    const {work} = failing([new Error("once"), new Error("twice")]);
    expect(await attempt(work, effects().options)).toEqual({kind: "done", result: 1});
  });

  it("tries a mistake of the user’s once", async () => {
    const {work, calls} = failing([new UsageError("invalid log")]);
    expect(await attempt(work, effects().options)).toEqual({kind: "usage", message: "invalid log"});
    expect(calls()).toBe(1);
  });

  it("sets aside what needs an object that was changed, also where the store says so", async () => {
    const changed = new ChangedFileError("changed file: a");
    for (const error of [changed, new OutageError("cannot read a", {cause: changed})]) {
      const {work, calls} = failing(Array.from({length: 9}, () => error));
      const {message} = error;
      expect(await attempt(work, effects().options)).toEqual({kind: "set-aside", message});
      expect(calls()).toBe(maxAttempts);
    }
  });

  it("waits for the end of an outage, and counts none of it", async () => {
    const {options, pauses} = effects();
    const away = Array.from({length: 20}, () => new OutageError("store away"));
    const {work} = failing([new Error("own"), ...away, new Error("own")]);
    expect(await attempt(work, options)).toEqual({kind: "done", result: 1});
    expect(Math.max(...pauses)).toBe(5000);
    expect(pauses).toHaveLength(22);
  });

  it("has no answer when the lease is lost, or the run was cancelled", async () => {
    const {work} = failing([new LostLeaseError("lost")]);
    await expect(attempt(work, effects().options)).rejects.toThrow("lost");
    const {options, controller} = effects();
    const cancelled = async () => {
      controller.abort(new Error("cancelled"));
      throw new Error("own");
    };
    await expect(attempt(cancelled, options)).rejects.toThrow("own");
  });
});

it("isOutage(error) sees outages behind what they caused", () => {
  expect(isOutage(new Error("day", {cause: new OutageError("away")}))).toBe(true);
  expect(isOutage(Object.assign(new Error("x"), {code: "57P01"}))).toBe(true);
  expect(isOutage(new Error("own"))).toBe(false);
  expect(isOutage(undefined)).toBe(false);
});
