import {expect, it} from "vitest";
import {headline} from "../../../src/components/site/sentence.js";
import {escape, pageHead, pageHeader} from "../../../src/components/site/shell.js";
import type {Today} from "../../../src/core/schema/published.js";
import {todayWith} from "../today/today-fixture.js";

const hostile = `<img src=x onerror=alert(1)>"'\`&\${alert(1)}`;

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

it("escape(text) leaves no character that HTML could act upon, and can be read back", () => {
  const escaped = escape(hostile);
  expect(escaped).not.toMatch(/[<>"'`]/);
  expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(hostile);
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
