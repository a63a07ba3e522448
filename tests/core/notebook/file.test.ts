import {expect, it} from "vitest";
import {readNotebook, sameNotebook, writeNotebook} from "../../../src/core/notebook/file.js";
import {noSettings} from "../../../src/core/notebook/types.js";
import type {Notebook} from "../../../src/core/notebook/types.js";

const hostile = "SELECT '</script><img src=x onerror=alert(1)>\u202e\u0000\ud83d\ude00' -- \"";
const notebook: Notebook = {
  title: "A <b>title</b>",
  cells: [
    {id: "0", name: "cell_1", sql: hostile, chart: {...noSettings, mark: "bar", x: 'a"b'}},
    {id: "1", name: "other", sql: "FROM cell_1", chart: {...noSettings}}
  ]
};

it("readNotebook(writeNotebook(notebook)) is the notebook, whatever stands in it", () => {
  expect(readNotebook(writeNotebook(notebook))).toEqual(notebook);
  expect(sameNotebook(notebook, {...notebook, title: "other"})).toBe(false);
});

const json = (change: object) => JSON.stringify({format: "atalaya-notebook/1", title: "", cells: [], ...change}); // prettier-ignore
const cell = (change: object) => json({cells: [{name: "a", sql: "", ...change}]});

it.each([
  ['{"format":\n"atalaya-notebook/1",\n]', /^invalid JSON; line 3$/],
  ['{"format":\n]', /^invalid JSON; line 2$/],
  ['{"format":\n\n"atal', /^invalid JSON; line 3$/],
  ['\n{"a": 1}\n x', /^invalid JSON; line 3$/],
  ["[]", /^invalid notebook: \[\]; not an object/],
  [json({format: "atalaya-notebook/9"}), /^unsupported format: "atalaya-notebook\/9"/],
  [json({title: 5}), /^invalid title: 5/],
  [json({title: "x".repeat(121)}), /^invalid title: 121 characters; at most 120/],
  [json({extra: 1}), /^unknown field: extra of notebook/],
  [json({cells: {}}), /^invalid cells/],
  [json({cells: Array.from({length: 101}, () => ({}))}), /^too many cells: 101; at most 100/],
  [cell({name: "1a"}), /^cells\[0\]\.name: invalid name: 1a/],
  [cell({name: "select"}), /^cells\[0\]\.name: invalid name: select; it is a keyword/],
  [cell({sql: null}), /^invalid cells\[0\]\.sql: null/],
  [cell({sql: "x".repeat(20_001)}), /^invalid cells\[0\]\.sql: 20001 characters; at most 20000/],
  [cell({run: "alert(1)"}), /^unknown field: run of cells\[0\]/],
  [cell({chart: {mark: "pie"}}), /^cells\[0\]\.chart\.mark: unknown mark: "pie"/],
  [cell({chart: {__proto__x: 1}}), /^unknown field: __proto__x/],
  [
    json({
      cells: [
        {name: "a", sql: ""},
        {name: "A", sql: ""}
      ]
    }),
    /^cells\[1\]\.name: duplicate name: A/
  ]
])("readNotebook(%j) says what is wrong, and where", (text, message) => {
  expect(() => readNotebook(text)).toThrow(message);
});
