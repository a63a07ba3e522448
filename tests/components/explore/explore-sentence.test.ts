import {expect, it} from "vitest";
import {exploreSentence} from "../../../src/components/explore/explore-sentence.js";
import {todayWith} from "../today/today-fixture.js";

const said = (...parameters: Parameters<typeof exploreSentence>): string =>
  exploreSentence(...parameters)
    .map(({text}) => text)
    .join("");

it("exploreSentence(today) says how many events there are, and how many above the line", () => {
  expect(said(todayWith({}))).toBe("105,918 events, of which 150 stand above the line.");
  expect(said(todayWith({alerts: 1}))).toBe("105,918 events, of which 1 stands above the line.");
  expect(said(todayWith({alerts: 0}))).toBe("105,918 events, of which none stands above the line.");
  expect(said(todayWith({events: 1, alerts: 1}))).toBe(
    "1 event, of which 1 stands above the line."
  );
});

it("exploreSentence(today, {selected}) says what is selected, and of all what it said at first", () => {
  const today = todayWith({});
  expect(said(today, {selected: 12})).toBe("12 of 105,918 events are selected.");
  expect(said(today, {selected: 1})).toBe("1 of 105,918 events is selected.");
  expect(said(today, {selected: 0})).toBe("0 of 105,918 events are selected.");
  expect(said(today, {selected: 105_918})).toBe(said(today));
});

it("exploreSentence(today, {loaded}) says when it is only about the strangest", () => {
  const loaded = 5000;
  expect(said(todayWith({}), {selected: 5000, loaded})).toBe(
    "the strangest 5,000 of 105,918 events, of which 150 stand above the line."
  );
  expect(said(todayWith({}), {selected: 7, loaded})).toBe(
    "7 of the strangest 5,000 of 105,918 events are selected."
  );
});
