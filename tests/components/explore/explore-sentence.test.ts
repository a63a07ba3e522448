import {expect, it} from "vitest";
import {exploreSentence} from "../../../src/components/explore/explore-sentence.js";
import {todayWith} from "../today/today-fixture.js";

const text = (...parameters: Parameters<typeof exploreSentence>): string =>
  exploreSentence(...parameters)
    .map((part) => part.text)
    .join("");

it("exploreSentence(today) counts the events and the alerts", () => {
  expect(text(todayWith({}))).toBe("105,918 events, of which 150 are alerts.");
  expect(text(todayWith({alerts: 1}))).toBe("105,918 events, of which 1 is an alert.");
  expect(text(todayWith({alerts: 0}))).toBe("105,918 events, of which none is an alert.");
  expect(text(todayWith({events: 1, alerts: 1}))).toBe("1 event, of which 1 is an alert.");
});

it("exploreSentence(today, {selected}) counts the selected events, and is the same for all as without a selection", () => {
  const today = todayWith({});
  expect(text(today, {selected: 12})).toBe("12 of 105,918 events are selected.");
  expect(text(today, {selected: 1})).toBe("1 of 105,918 events is selected.");
  expect(text(today, {selected: 0})).toBe("0 of 105,918 events are selected.");
  expect(text(today, {selected: 105_918})).toBe(text(today));
});

it("exploreSentence(today, {loaded}) names the most anomalous where only those are loaded", () => {
  const loaded = 5000;
  expect(text(todayWith({}), {selected: 5000, loaded})).toBe(
    "the most anomalous 5,000 of 105,918 events, of which 150 are alerts."
  );
  expect(text(todayWith({}), {selected: 7, loaded})).toBe(
    "7 of the most anomalous 5,000 of 105,918 events are selected."
  );
});
