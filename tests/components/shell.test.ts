import {expect, it} from "vitest";
import {headline} from "../../src/components/headline.js";
import {
  digestHtml,
  escape,
  headlineHtml,
  pageHead,
  pageHeader
} from "../../src/components/shell.js";
import type {Today} from "../../src/core/schema/published.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

function todayWith(changes: Partial<Today>): Today {
  const digest = "0".repeat(64);
  return {
    provenance: {
      artifacts: {ingestion: digest, transformation: digest, training: digest, evaluation: digest},
      command: "",
      synthetic: false,
      files: [],
      fileCount: 0
    },
    events: 105918,
    accounting: {lines: 0, comments: 0, accepted: 0, rejected: 0},
    first: 0,
    last: 0,
    days: 2.99,
    budgetPerDay: 50,
    threshold: 0.7,
    alerts: 150,
    incidents: 23,
    hosts: 14,
    trainedUntil: 0,
    histogram: {from: 0, step: 0.01, counts: []},
    tail: [],
    swimlane: {start: 0, hours: 0, entities: [], of: 0},
    topIncidents: [],
    strangest: [],
    metrics: [],
    notices: [],
    ...changes
  };
}

const said = (today: Today): string =>
  headline(today)
    .map(({text}) => text)
    .join("");

it("headline(today) says events, days, alerts, budget, incidents and hosts", () => {
  expect(said(todayWith({}))).toBe(
    "Of 105,918 connections in three days, 150 stand above the line you can read, fifty a day: 23 incidents on 14 hosts."
  );
});

it("headline(today) has a sentence for one of each, and for none", () => {
  expect(said(todayWith({events: 1, days: 1, alerts: 1, incidents: 1, hosts: 1}))).toBe(
    "Of 1 connection in one day, 1 stands above the line you can read, fifty a day: 1 incident on 1 host."
  );
  expect(said(todayWith({alerts: 0, incidents: 0, hosts: 0}))).toBe(
    "Of 105,918 connections in three days, none stands above the line of 0.700."
  );
});

it("headlineHtml(today) says the same as headline(today), its numbers as links without a query", () => {
  const html = headlineHtml(todayWith({}));
  expect(html.replace(/<[^>]*>/g, "")).toBe(said(todayWith({})));
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    "./explore",
    "./explore",
    "#incidents",
    "#hosts"
  ]);
});

it("escape(text) leaves no character that HTML could act upon, and can be read back", () => {
  const escaped = escape(hostile);
  expect(escaped).not.toMatch(/[<>"'`]/);
  expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(hostile);
});

it("digestHtml(today) shows what a log says as text", () => {
  const incident = {
    id: 1,
    entity: hostile,
    from: 0,
    until: 1,
    alerts: 1,
    score: 0.7,
    event: 0,
    reason: hostile,
    techniques: []
  };
  const html = digestHtml(todayWith({topIncidents: [incident], notices: [hostile]}));
  expect(html).not.toContain("<img");
  expect(html.split(escape(hostile))).toHaveLength(4);
});

it("pageHeader(path, today) marks the page itself and no other", () => {
  const marked = [...pageHeader("/explore", null).matchAll(/href="([^"]*)" aria-current="page"/g)];
  expect(marked.map(([, href]) => href)).toEqual(["/explore"]);
});

it("pageHead(path, fonts) finds the fonts from any depth", () => {
  const font = {family: "Inter", weights: "100 900", path: "/fonts/inter.woff2", hash: "01234567"};
  expect(pageHead("/index", [font])).toContain(`url("./_file/fonts/inter.01234567.woff2")`);
  expect(pageHead("/notebooks/a", [font])).toContain(`url("../_file/fonts/inter.01234567.woff2")`);
});
