import {expect, it} from "vitest";
import {canonicalJson} from "../../../src/core/schema/artifacts.js";
import {eventColumns} from "../../../src/core/schema/events.js";

it("canonicalJson(value) gives equal values equal text, whatever the order of their fields", () => {
  expect(canonicalJson({b: [1, {d: null, c: "é\n"}], a: true})).toBe(
    '{"a":true,"b":[1,{"c":"é\\n","d":null}]}'
  );
  expect(JSON.parse(canonicalJson({b: 1, a: {z: 0.1, y: -0}}))).toEqual({a: {y: 0, z: 0.1}, b: 1});
});

it("canonicalJson(value) refuses what JSON cannot hold", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    expect(() => canonicalJson({value})).toThrow(`invalid JSON number: ${value}`);
  }
});

it("eventColumns are named once, and say what they mean and what a null means", () => {
  expect(new Set(eventColumns.map(({name}) => name)).size).toBe(eventColumns.length);
  for (const {meaning, nullMeans} of eventColumns) expect(meaning && nullMeans).toBeTruthy();
});
