import {expect, it} from "vitest";
import {traced} from "../../../src/components/provenance/traced-sentence.js";

const numbers = (text: string) =>
  traced(text, "index.headline")
    .filter(({origin}) => origin)
    .map((part) => part.text);

it("traced(sentence, name) finds the numbers, and no part of a time, a date, an address or a name", () => {
  expect(numbers("On 124,866 events, 1,508 of them (1.2 %): 0.209.")).toEqual(["124,866", "1,508", "1.2 %", "0.209"]); // prettier-ignore
  expect(numbers("The run of 23 Nov 22:34 UTC, on 2026-11-23, took 66.7 s.")).toEqual(["66.7"]);
  expect(numbers("10.20.1.34 and 2001:db8::7 and v2 and x-3 and 192.0.2.0/24")).toEqual([]);
});

it("traced(sentence, name) changes no word, and leaves what a number opens", () => {
  const parts = [{text: "Of "}, {text: "250", href: "./explore.html"}, {text: " at 3 a day.", strong: true}]; // prettier-ignore
  const found = traced(parts, "index.headline");
  expect(found.map(({text}) => text).join("")).toBe("Of 250 at 3 a day.");
  expect(found[1]).toEqual({text: "250", href: "./explore.html", origin: "index.headline"});
  expect(found[3]).toEqual({text: "3", strong: true, origin: "index.headline"});
  const named = traced([{text: "10.0.0.7", href: "./entity.html"}], "entity.headline");
  expect(named).toEqual([{text: "10.0.0.7", href: "./entity.html"}]);
});
