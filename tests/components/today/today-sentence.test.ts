import {expect, it} from "vitest";
import {todaySentence} from "../../../src/components/today/today-sentence.js";
import type {Today} from "../../../src/core/schema/published.js";
import {todayWith} from "./today-fixture.js";

const textOf = (today: Today): string =>
  todaySentence(today)
    .map(({text}) => text)
    .join("");

it("todaySentence(today) counts events, days, alerts, budget, incidents and hosts", () => {
  expect(textOf(todayWith({}))).toBe(
    "Of 105,918 connections in three days, 150 reach the threshold at a budget of fifty a day: 23 incidents on 14 hosts."
  );
});

it("todaySentence(today) has a sentence for one of each, and for none", () => {
  expect(textOf(todayWith({events: 1, days: 1, alerts: 1, incidents: 1, hosts: 1}))).toBe(
    "Of 1 connection in one day, 1 reaches the threshold at a budget of fifty a day: 1 incident on 1 host."
  );
  expect(textOf(todayWith({alerts: 0, incidents: 0, hosts: 0}))).toBe(
    "Of 105,918 connections in three days, none reaches the threshold of 0.700."
  );
});
