import {expect, it} from "vitest";
import {sentenceHtml} from "../../../src/components/site/noscript.js";
import {todaySentence} from "../../../src/components/today/today-sentence.js";
import {incidentsWith, incidentWith} from "../today/incidents-fixture.js";

it("sentenceHtml(parts) says the sentence, its numbers as links without a query", () => {
  const parts = todaySentence(incidentsWith([incidentWith()]));
  const html = sentenceHtml(parts);
  expect(html.replace(/<[^>]*>/g, "")).toBe(parts.map(({text}) => text).join(""));
  const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(hrefs).toEqual(["./entity.html", "./incident.html", "#incidents", "#hosts"]);
});

it("sentenceHtml(parts) sets strong what is strong, and shows markup as text", () => {
  expect(sentenceHtml([{text: "<i>", strong: true}])).toBe("<b>&#60;i&#62;</b>");
});
