import type {ListedRule} from "../../core/schema/rules.js";
import type {ExportRow} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatCount, formatShare, plural, visible} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {replaceUrlState} from "../site/url-state.js";
import {decileStrip} from "./decile-strip.js";
import {levelMark} from "./level-mark.js";
import type {RulesContext} from "./overlap-section.js";
import {ruleDetail} from "./rule-detail.js";
import {rate} from "./rule-rate.js";
import {filterRules, orderText, readOrder, sortRules} from "./rule-order.js";
import type {RuleColumn, RuleOrder} from "./rule-order.js";

/** How many rules are shown at first. */
const shown = 15;

/** The table of rules, which other sections filter. */
export interface RuleTableView {
  node: HTMLElement;

  /** Filters the rules by *text*, and scrolls there. */
  filter(text: string): void;
}

/** Lists the rules with what each finds; a row opens its detail. Order, filter and open rule are in the URL. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its state
export function ruleTable(context: RulesContext): RuleTableView {
  const {page, data} = context;
  const params = new URLSearchParams(location.search);
  let order: RuleOrder = readOrder(params.get("sort"));
  let open = maybeRule(location.hash);
  let all = false;
  const input = element("input", {
    type: "search",
    value: params.get("q") ?? "",
    placeholder: "title, log, level or technique",
    "aria-label": "Filter rules by title, log, level or technique"
  });
  const status = element("p", {class: "about", role: "status"});
  const place = element("div", {class: "rule-list"});

  function draw(): void {
    const found = sortRules(filterRules(page.rules, input.value), order, page.budgetPerDay);
    const of = page.rules.length;
    status.textContent = `${formatCount(found.length)} of ${formatCount(of)} ${plural(of, "rule")}.`;
    const end = all || found.findIndex(({rule}) => rule === open) >= shown ? found.length : shown;
    const node = table(found.slice(0, end), {
      class: "rule-table",
      label: "Rules",
      empty: of === 0 ? "This run has no rules: atalaya run --rules DIR adds some." : "No rule matches; clear the filter to see all.", // prettier-ignore
      columns: columns(page.labels !== null),
      row: ({rule}) => ({id: `rule-${rule}`})
    });
    markSorted(node, order);
    const rest = found.length - end;
    place.replaceChildren(node, ...(rest > 0 ? [moreButton(rest, showAll)] : []));
    if (open !== null) openRow(open);
  }

  function showAll(): void {
    all = true;
    draw();
  }

  function columns(labelled: boolean): Column<ListedRule>[] {
    return ruleColumns({labelled, heading, open: (rule) => rule === open});
  }

  function heading(column: RuleColumn, text: string, descending: boolean): Child {
    const arrow = order?.column === column ? (order.descending ? " ↓" : " ↑") : "";
    const button = element("button", {type: "button", class: "sort", "data-column": column}, text + arrow); // prettier-ignore
    button.addEventListener("click", () => {
      const isSame = order?.column === column;
      order = {column, descending: isSame ? !order!.descending : descending};
      replaceUrlState({sort: orderText(order)});
      draw();
      place.querySelector<HTMLElement>(`[data-column="${column}"]`)?.focus();
    });
    return button;
  }

  function openRow(rule: number): void {
    const row = place.querySelector(`#rule-${rule}`);
    const found = page.rules.find((candidate) => candidate.rule === rule);
    if (!row || !found) return;
    const cell = element("td", {colspan: row.childElementCount}, ruleDetail(found, context));
    row.after(element("tr", {class: "rule-detail-row"}, cell));
  }

  function toggle(rule: number): void {
    open = open === rule ? null : rule;
    const hash = open === null ? "" : `#rule-${open}`;
    history.replaceState(history.state, "", location.pathname + location.search + hash);
    draw();
    place.querySelector<HTMLElement>(`#rule-${rule} .open-rule`)?.focus({preventScroll: true});
  }

  place.addEventListener("click", ({target}) => {
    if (!(target instanceof Element) || target.closest("thead, .rule-detail-row, a")) return;
    if (getSelection()?.toString()) return;
    const id = target.closest("tr[id]")?.id;
    if (id) toggle(Number(id.replace("rule-", "")));
  });
  input.addEventListener("input", () => {
    replaceUrlState({q: input.value});
    draw();
  });
  addEventListener("hashchange", () => {
    const rule = maybeRule(location.hash);
    if (rule === null || rule === open) return;
    open = rule;
    input.value = "";
    draw();
    reveal(place, open);
  });
  draw();
  if (open !== null) reveal(place, open);
  const node = section(
    {
      title: "By rule",
      about: aboutTable(page.budgetPerDay)
    },
    element("div", {class: "rule-filter"}, input),
    status,
    element(
      "figure",
      {},
      place,
      provenanceLine(page.provenance, {
        n: page.rules.length,
        data,
        figure: "rules.by-rule",
        query: "SELECT * FROM rules WHERE state <> 'not applicable' ORDER BY rule",
        exports: {name: "rules", rows: () => page.rules.map(exportRow)}
      })
    )
  );
  return {
    node,
    filter(text) {
      input.value = text;
      replaceUrlState({q: text});
      draw();
      node.scrollIntoView({block: "start"});
      input.focus({preventScroll: true});
    }
  };
}

function aboutTable(budgetPerDay: number): string {
  return `Hits: records that a rule matches, or windows of a correlation. Host-hours: hours of hosts with a hit. Alerts: of its flows, the share at or above the threshold of the flow model. Scores: its flows by decile of the score, the most anomalous tenth first. Rules with more than ${formatCount(budgetPerDay)} host-hours a day are last within their level. A row opens its rule.`;
}

/** Returns the rule that a fragment, `#rule-3`, names; null if it names none. */
function maybeRule(hash: string): number | null {
  const rule = Number(/^#rule-(\d{1,6})$/.exec(hash)?.[1] ?? NaN);
  return Number.isInteger(rule) ? rule : null;
}

/** Scrolls to a rule, once it is on the page. */
function reveal(place: HTMLElement, rule: number): void {
  requestAnimationFrame(() => place.querySelector(`#rule-${rule}`)?.scrollIntoView());
}

function markSorted(node: HTMLElement, order: RuleOrder): void {
  const button = order && node.querySelector(`[data-column="${order.column}"]`);
  button?.closest("th")?.setAttribute("aria-sort", order!.descending ? "descending" : "ascending");
}

interface ColumnOptions {
  labelled: boolean;
  heading: (column: RuleColumn, text: string, descending: boolean) => Child;
  open: (rule: number) => boolean;
}

function ruleColumns({labelled, heading, open}: ColumnOptions): Column<ListedRule>[] {
  const number = (column: RuleColumn, text: string, cell: (rule: ListedRule) => Child | Child[]) => ({name: heading(column, text, true), number: true, cell}); // prettier-ignore
  return [
    {name: heading("level", "level", true), cell: ({level}) => levelMark(level)},
    {
      name: heading("rule", "rule", false),
      header: true,
      class: "rule-title",
      cell: (rule) => titleCell(rule, open(rule.rule))
    },
    {name: heading("log", "log", false), cell: ({log, kind}) => log ?? kind},
    number("hits", "hits", ({hits}) => formatCount(hits)),
    number("entities", "hosts", ({entities}) => formatCount(entities)),
    number("rate", "host-hours a day", ({ratePerDay, hits}) => (hits > 0 ? rate(ratePerDay) : "–")),
    number("alerts", "alerts", ({alerts, flows}) => (flows > 0 ? formatShare(alerts / flows) : "–")),
    ...(labelled ? [number("precision", "precision", precisionCell)] : []),
    number("incidents", "incidents", ({incidents, incidentsAlone}) => [
      formatCount(incidents),
      incidentsAlone > 0 && element("span", {class: "faint"}, ` ${formatCount(incidentsAlone)} alone`)
    ]),
    {name: "scores", cell: ({deciles}) => decileStrip(deciles)}
  ]; // prettier-ignore
}

function titleCell({title, kind, state, rule}: ListedRule, isOpen: boolean): Child[] {
  const name = visible(title).slice(0, 120);
  return [
    element("button", {type: "button", class: "open-rule", "aria-expanded": String(isOpen), "aria-label": `${name}, rule ${rule}`}, name), // prettier-ignore
    kind === "correlation" && element("span", {class: "tag"}, "correlation"),
    state === "part" && element("span", {class: "tag", title: "makes no hits of its own"}, "part of a correlation") // prettier-ignore
  ];
}

function precisionCell({attacks, benign}: ListedRule): Child[] {
  if (attacks + benign === 0) return ["–"];
  const of = element("span", {class: "faint"}, ` of ${formatCount(attacks + benign)}`);
  return [formatShare(attacks / (attacks + benign)), of];
}

function exportRow({deciles, techniques, tactics, falsePositives, references, filter: _, correlation: __, ...rule}: ListedRule): ExportRow {
  const texts = {techniques, tactics, falsePositives, references, deciles};
  const joined = Object.entries(texts).map(([name, list]) => [name, list.join("; ")]);
  return {...rule, ...Object.fromEntries(joined)};
} // prettier-ignore
