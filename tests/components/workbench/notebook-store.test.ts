import {expect, it} from "vitest";
import {notebookStore} from "../../../src/components/workbench/notebook-store.js";
import {noSettings} from "../../../src/core/notebook/types.js";
import type {Notebook} from "../../../src/core/notebook/types.js";

/** What localStorage promises, in memory. */
function memoryStorage(): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (i) => [...map.keys()][i] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear()
  };
}

const notebook = (sql: string, title = "t"): Notebook => ({
  title,
  cells: [{id: "x", name: "cell_1", sql, chart: {...noSettings}}]
});

it("notebookStore(storage) gives back what was saved, however long, with the identifiers of cells", () => {
  const store = notebookStore(memoryStorage());
  const long = notebook("x".repeat(50_000));
  store.save("a", null, long, 5);
  expect(store.find("a")).toEqual({...long, id: "a", savedAt: 5});
});

it("notebookStore(storage).save merges what two tabs wrote since they read the same", () => {
  const store = notebookStore(memoryStorage());
  const first = store.save("a", null, notebook("1"), 1);
  store.save("a", first, notebook("from the other tab"), 2);
  const kept = store.save("a", first, notebook("from this tab"), 3);
  expect(kept.cells.map(({sql}) => sql)).toEqual(["from the other tab", "from this tab"]);
  expect(store.find("a")?.cells).toEqual(kept.cells);
});

it("notebookStore(storage) keeps the last ten, and lists the latest first", () => {
  const store = notebookStore(memoryStorage());
  for (let i = 0; i < 14; ++i) store.save(`n${i}`, null, notebook(String(i)), i);
  expect(store.list().map(({id}) => id)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((i) => `n${i}`)); // prettier-ignore
});

it("notebookStore(storage) passes over what it cannot read, and leaves it where it is", () => {
  const storage = memoryStorage();
  storage.setItem("atalaya-notebook:bad", "{");
  storage.setItem("atalaya-theme", "dark");
  const store = notebookStore(storage);
  store.save("a", null, notebook("1"), 1);
  expect(store.list().map(({id}) => id)).toEqual(["a"]);
  expect(storage.getItem("atalaya-notebook:bad")).toBe("{");
});
