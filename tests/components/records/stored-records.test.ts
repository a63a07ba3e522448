import {expect, it} from "vitest";
import {storedRecords} from "../../../src/components/records/stored-records.js";

interface Thing {
  id: string;
  n: number;
}

function parse(value: unknown): Thing {
  const {id, n} = value as Partial<Thing>;
  if (typeof id !== "string" || typeof n !== "number") throw new RangeError("invalid thing");
  return {id, n};
}

/** Returns a storage as browsers have one, of at most *maxLength* characters a value. */
function memory(maxLength = 1e6, held = new Map<string, string>()) {
  return {
    held,
    getItem: (name: string) => held.get(name) ?? null,
    setItem(name: string, value: string) {
      if (value.length > maxLength) throw new DOMException("full", "QuotaExceededError");
      held.set(name, value);
    }
  };
}

function open(storage: () => Pick<Storage, "getItem" | "setItem">, maxRecords = 3) {
  const identityOf = ({id}: Thing) => id;
  return storedRecords<Thing>({
    name: "things/1",
    noun: "things",
    maxRecords,
    parse,
    identityOf,
    storage
  });
}

it("storedRecords(options) keeps what was put, one an identity, for whoever opens it next", () => {
  const storage = memory();
  const records = open(() => storage);
  records.put({id: "a", n: 1});
  records.put({id: "b", n: 2});
  records.put({id: "a", n: 3});
  records.remove("b");
  expect([
    ...open(() => storage)
      .all()
      .values()
  ]).toEqual([{id: "a", n: 3}]);
  expect(records.fault()).toBeNull();
});

it("storedRecords(options) writes on top of what another tab has written", () => {
  const storage = memory();
  const [here, there] = [open(() => storage), open(() => storage)];
  here.put({id: "a", n: 1});
  there.put({id: "b", n: 2});
  here.put({id: "c", n: 3});
  expect([...there.all().keys()]).toEqual(["a", "b", "c"]);
});

it("storedRecords(options) refuses more than it keeps, and keeps what it had", () => {
  const storage = memory();
  const records = open(() => storage, 2);
  records.replaceAll([
    {id: "a", n: 1},
    {id: "b", n: 2}
  ]);
  expect(() => records.put({id: "c", n: 3})).toThrow("too many things: 3; this browser stores 2");
  records.put({id: "b", n: 4});
  expect([...records.all().values()]).toEqual([
    {id: "a", n: 1},
    {id: "b", n: 4}
  ]);
});

it("storedRecords(options) goes on in memory where the storage is full or forbidden, and says so", () => {
  const full = open(() => memory(5));
  full.put({id: "a", n: 1});
  expect(full.fault()).toContain("The storage of this browser is full");
  const forbidden = open(() => {
    throw new DOMException("denied", "SecurityError");
  });
  forbidden.put({id: "a", n: 1});
  expect(forbidden.fault()).toContain("This browser stores nothing for this site");
  for (const records of [full, forbidden]) expect([...records.all().keys()]).toEqual(["a"]);
});

it("storedRecords(options) sets aside what it cannot read, before anything is written over it", () => {
  const stored = JSON.stringify([{id: "a", n: 1}, {id: 7}]);
  const storage = memory(1e6, new Map([["things/1", stored]]));
  const records = open(() => storage);
  expect([...records.all().keys()]).toEqual(["a"]);
  expect(records.fault()).toContain("1 of the things");
  records.put({id: "b", n: 2});
  expect(storage.held.get("things/1/unreadable")).toBe(stored);
});
