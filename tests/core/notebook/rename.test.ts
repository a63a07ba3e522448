import {expect, it} from "vitest";
import {renameRelation} from "../../../src/core/notebook/rename.js";

it("renameRelation(sql, from, to) renames each use as a table, and each column qualified by it", () => {
  const sql = 'SELECT hosts.src, count(*) FROM hosts JOIN "Hosts" AS h ON h.src = hosts.src';
  expect(renameRelation(sql, "hosts", "peers")).toBe(
    "SELECT peers.src, count(*) FROM peers JOIN peers AS h ON h.src = peers.src"
  );
});

it("renameRelation(sql, from, to) leaves strings, comments, columns and queries of that name", () => {
  const sql = "SELECT hosts, 'FROM hosts' /* hosts */ FROM events -- FROM hosts";
  expect(renameRelation(sql, "hosts", "peers")).toBe(sql);
  const own = "WITH hosts AS (SELECT 1 AS a) SELECT hosts.a FROM hosts";
  expect(renameRelation(own, "hosts", "peers")).toBe(own);
});

it("renameRelation(sql, from, to) leaves a query whose own query would hide the new name", () => {
  const sql = "WITH peers AS (SELECT 1) SELECT * FROM hosts, peers";
  const renamed = renameRelation(sql, "hosts", "peers");
  expect(renamed).toBe(sql);
});
