import {expect, it} from "vitest";
import {sentenceHtml} from "../../../src/components/site/noscript.js";
import {todaySentence} from "../../../src/components/today/today-sentence.js";
import {todayWith} from "../today/today-fixture.js";

it("sentenceHtml(parts) says the sentence, its numbers as links without a query", () => {
  const parts = todaySentence(todayWith({}));
  const html = sentenceHtml(parts);
  expect(html.replace(/<[^>]*>/g, "")).toBe(parts.map(({text}) => text).join(""));
  const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(hrefs).toEqual(["./explore.html", "./explore.html", "#incidents", "#hosts"]);
});

it("sentenceHtml(parts) sets strong what is strong, and shows markup as text", () => {
  expect(sentenceHtml([{text: "<i>", strong: true}])).toBe("<b>&#60;i&#62;</b>");
});
