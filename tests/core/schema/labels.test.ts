import {expect, it} from "vitest";
import {attackOf, labelWord} from "../../../src/core/schema/labels.js";
import {labels} from "./label-words.js";

it.each(labels)("attackOf(%j) is %j", (label, expected) => {
  expect(attackOf(label)).toBe(expected);
});

it("attackOf(label, attackLabels) goes by the labels that are given, and by nothing else", () => {
  const attackLabels = ["normal", "from-botnet*"];
  expect(attackOf("Normal", attackLabels)).toBe(1);
  expect(attackOf("flow=From-Botnet-V42-UDP-DNS", attackLabels)).toBe(1);
  expect(attackOf("Malicious", attackLabels)).toBe(0);
  expect(attackOf("-", attackLabels)).toBeNull();
});

it("labelWord(label) drops case, space around, and what binetflow puts before", () => {
  expect(labelWord(" flow=From-Normal ")).toBe("from-normal");
});
