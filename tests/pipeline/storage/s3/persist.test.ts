import {expect, it} from "vitest";
import {NotFoundError, OutageError, UsageError} from "../../../../pipeline/config/errors.js";
import type {Attempt} from "../../../../pipeline/storage/s3/connection.js";
import {defaultPatience, persist} from "../../../../pipeline/storage/s3/persist.js";
import {seeded} from "../../../../src/core/forest/random.js";

const action = {verb: "read", object: "s3://bucket/key", address: "http://store:9000"};

/** Fails as often as asked, on a clock that only waiting moves. */
function trial(fail: (attempt: Attempt, n: number) => void, seed = 1) {
  const waits: number[] = [];
  let now = 0;
  let tries = 0;
  const effects = {
    now: () => now,
    random: seeded(seed),
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    }
  };
  const work = async (attempt: Attempt) => {
    fail(attempt, ++tries);
    return "done";
  };
  const outcome = persist(action, 0, work, defaultPatience, effects);
  return {outcome, waits, tries: () => tries};
}

function lost(code = "ECONNRESET"): never {
  throw Object.assign(new Error("lost"), {code});
}

it("persist(action, bytes, work, patience, effects) waits twice as long after each failure, and differently each time", async () => {
  const fail = (_: Attempt, n: number) => n < 6 && lost();
  const {outcome, waits} = trial(fail);
  expect(await outcome).toBe("done");
  expect(waits).toHaveLength(5);
  for (const [i, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(50 * 2 ** i);
    expect(wait).toBeLessThan(100 * 2 ** i);
  }
  const other = trial(fail, 2);
  await other.outcome;
  expect(other.waits).not.toEqual(waits);
});

it("persist(action, bytes, work, patience, effects) gives up when the time is up, and says after how many tries", async () => {
  const {outcome, waits, tries} = trial(() => lost("ECONNREFUSED"));
  await expect(outcome).rejects.toThrow(OutageError);
  await expect(outcome).rejects.toThrow(
    `cannot read s3://bucket/key at http://store:9000: connection refused (${tries()} tries in `
  );
  await expect(outcome).rejects.toThrow("; start the store, or check MINIO_ENDPOINT");
  const waited = waits.reduce((sum, wait) => sum + wait, 0);
  expect(waited).toBeLessThan(defaultPatience.deadlineMs);
  expect(waited).toBeGreaterThan(defaultPatience.deadlineMs - 5_000);
});

it("persist(action, bytes, work, patience, effects) waits as long as the server asks for", async () => {
  const {outcome, waits} = trial((attempt, n) => {
    if (n > 1) return;
    Object.assign(attempt, {status: 503, retryAfterMs: 7_000});
    throw new Error("503");
  });
  expect(await outcome).toBe("done");
  expect(waits).toEqual([7_000]);
});

it("persist(action, bytes, work, patience, effects) does not wait for longer than it has", async () => {
  const {outcome, waits} = trial((attempt) => {
    Object.assign(attempt, {status: 503, retryAfterMs: 3_600_000});
    throw new Error("503");
  });
  await expect(outcome).rejects.toThrow("the server answers 503 (1 try in 1 s)");
  expect(waits).toEqual([]);
});

it.each([
  ["SignatureDoesNotMatch", 403, "credentials rejected; check MINIO_ACCESS_KEY"],
  ["InvalidAccessKeyId", 403, "credentials rejected; check MINIO_ACCESS_KEY"],
  ["AccessDenied", 403, "access denied; give the key"],
  ["RequestTimeTooSkewed", 403, "clocks differ by more than 15 minutes; set the clock"],
  ["AuthorizationHeaderMalformed", 400, "another region was expected; set MINIO_REGION"],
  ["ENOTFOUND", undefined, "host not found; check MINIO_ENDPOINT"],
  ["EPROTO", undefined, "no TLS there; set MINIO_SECURE=false"],
  ["SELF_SIGNED_CERT_IN_CHAIN", undefined, "certificate not trusted; set NODE_EXTRA_CA_CERTS"]
])(
  "persist(…) ends at once after %s, which only the user can fix",
  async (code, status, message) => {
    const {outcome, tries} = trial((attempt) => {
      attempt.status = status;
      lost(code);
    });
    await expect(outcome).rejects.toThrow(UsageError);
    await expect(outcome).rejects.toThrow(message);
    expect(tries()).toBe(1);
  }
);

it.each([
  ["ENOSPC", 200, "no space left on the disk of the workspace; free some"],
  ["XMinioStorageFull", 507, "the store is full; free some"]
])("persist(…) ends at once after %s, and says what is full", async (code, status, message) => {
  const {outcome, tries} = trial((attempt) => {
    attempt.status = status;
    lost(code);
  });
  await expect(outcome).rejects.toThrow(OutageError);
  await expect(outcome).rejects.toThrow(message);
  expect(tries()).toBe(1);
});

it("persist(…) lets a NotFoundError pass, which is an answer", async () => {
  const {outcome} = trial(() => {
    throw new NotFoundError("key not found: key");
  });
  await expect(outcome).rejects.toThrow(NotFoundError);
});

it("persist(…) bounds and cleans what a server says before it repeats it", async () => {
  const {outcome} = trial((attempt) => {
    attempt.status = 418;
    throw new Error(`\u001b[31m\n${"a".repeat(10_000)}`);
  });
  const error = (await outcome.catch((reason: unknown) => reason)) as Error;
  expect(error.message.length).toBeLessThan(400);
  expect(error.message).not.toMatch(/[\u0000-\u001f]/);
});
