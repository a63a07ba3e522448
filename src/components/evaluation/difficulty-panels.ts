import * as Plot from "@observablehq/plot";
import type {DifficultyTier} from "../../core/schema/study.js";
import {chart, ink} from "../charts/plot.js";
import {formatCount, formatShare} from "../kit/format.js";

/** How to draw the panels. */
export interface DifficultyPanelsOptions {
  width: number;
  ariaLabel: string;
}

/** What is found of the attacks of a name at a difficulty. */
interface Point {
  name: string;
  difficulty: number;
  attacks: number;
  found: number;
}

const panelWidth = 200;
const panelHeight = 96;

/** Draws the share of attacks that the incidents find by difficulty, a panel an attack, all attacks first. */
export function difficultyPanels(
  tiers: readonly DifficultyTier[],
  {width, ariaLabel}: DifficultyPanelsOptions
): SVGSVGElement {
  const points = pointsOf(tiers);
  const names = [...new Set(points.map(({name}) => name))];
  const columns = Math.max(2, Math.min(names.length, Math.floor(width / panelWidth)));
  const place = new Map(names.map((name, i) => [name, i]));
  const fx = ({name}: {name: string}) => place.get(name)! % columns;
  const fy = ({name}: {name: string}) => Math.floor(place.get(name)! / columns);
  const rows = Math.ceil(names.length / columns);
  const titles = names.map((name) => ({name}));
  const at = {x: "difficulty", y: (point: Point) => point.found / point.attacks, fx, fy};
  return chart({
    ...{width, ariaLabel, marginTop: 26, marginBottom: 26, marginLeft: 44, marginRight: 10},
    height: rows * panelHeight + 52,
    x: {
      domain: [tiers[0].difficulty - 0.25, tiers.at(-1)!.difficulty + 0.25],
      ticks: tiers.map(({difficulty}) => difficulty),
      tickFormat: String
    },
    y: {domain: [0, 1], ticks: 2, grid: true, tickFormat: (share: number) => formatShare(share)},
    fx: {axis: null, padding: 0.12},
    fy: {axis: null, padding: 0.34},
    marks: [
      Plot.line(points, {...at, z: "name", stroke: ink.strong, strokeWidth: 1.8}),
      Plot.dot(points, {...at, r: 2.4, fill: ink.strong}),
      Plot.text(titles, {
        ...{fx, fy, text: "name", frameAnchor: "top-left", textAnchor: "start", dy: -15},
        className: "strong"
      }),
      Plot.tip(points, Plot.pointer({...at, title: tipText}))
    ]
  });
}

/** Returns the points, all attacks first; none where a name has no attack at a difficulty. */
function pointsOf(tiers: readonly DifficultyTier[]): Point[] {
  const all = tiers.map(({difficulty, attacks, found}) => ({name: "all attacks", difficulty, attacks, found})); // prettier-ignore
  const own = tiers.flatMap(({difficulty, scenarios}) =>
    scenarios.map((scenario) => ({...scenario, difficulty}))
  );
  return [...all, ...own].filter(({attacks}) => attacks > 0);
}

function tipText({name, difficulty, attacks, found}: Point): string {
  return `${name}, difficulty ${difficulty}\n${formatCount(found)} of ${formatCount(attacks)} found`;
}
