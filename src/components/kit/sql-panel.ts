import {element} from "./element.js";

/** The SQL of what is on the page, to read and to copy. */
export interface SqlPanelView {
  node: HTMLElement;
  setSql(sql: string): void;
}

/** Returns a panel that shows a query over the published tables and copies it. */
export function sqlPanel(): SqlPanelView {
  const text = element("pre", {tabindex: 0, "aria-label": "SQL of the selection"});
  const copy = element("button", {type: "button"}, "copy");
  const node = element(
    "details",
    {class: "sql", open: true},
    element("summary", {}, "SQL of the selection"),
    copy,
    text
  );
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(text.textContent ?? "").then(
      () => true,
      () => false
    );
    if (!done) getSelection()?.selectAllChildren(text);
    copy.textContent = done ? "copied" : "selected; press Ctrl+C";
    setTimeout(() => (copy.textContent = "copy"), 1600);
  });
  return {
    node,
    setSql(sql) {
      text.textContent = lines(sql);
    }
  };
}

/** Returns a query broken before its clauses, never inside of quotes. */
export function lines(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"| (?=(?:FROM|WHERE|ORDER BY|AND) )/g, (match) =>
    match === " " ? "\n" : match
  );
}
