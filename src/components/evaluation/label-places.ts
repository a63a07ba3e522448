/** A line in pixels, from left to right, and the name that is written beside it. */
export interface NamedLine {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** The sides of a frame, in pixels. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The centre of a name, in pixels. */
export interface LabelPlace {
  name: string;
  x: number;
  y: number;
}

/** The width of a character and half the height of a name, in pixels, at the size of figures. */
const characterWidth = 6.2;
const halfHeight = 7;

/** How far above or below its line a name may stand, in pixels. */
const distances = [-10, 10, -18, 18];

/** A distance from other lines beyond which more does not help, and what a place on the name’s own line counts as, in pixels. */
const enough = 28;
const onOwnLine = 6;

/** How many places along a line are tried. */
const places = 40;

/**
 * Returns a place for the name of each line, above or below it, inside of *frame*: where no other line is near, none of *bars*, which
 * have no name, and no name that was placed before. Of places as good, the first from the left.
 */
export function labelPlaces(
  lines: readonly NamedLine[],
  frame: Frame,
  bars: readonly NamedLine["points"][] = []
): LabelPlace[] {
  const others = [...lines.map(({points}) => points), ...bars];
  const placed: (LabelPlace & {half: number})[] = [];
  for (const line of lines) {
    const half = (line.name.length * characterWidth) / 2;
    const best = candidates(line, half, frame)
      .map((place) => ({
        ...{name: line.name, half, ...place},
        clearance: clearanceOf(place, half, others, line, placed)
      }))
      .reduce<(LabelPlace & {half: number; clearance: number}) | null>(
        (best, place) => (best === null || place.clearance > best.clearance + 0.5 ? place : best),
        null
      );
    if (best) placed.push(best);
  }
  return placed.map(({name, x, y}) => ({name, x, y}));
}

function candidates(
  {points}: NamedLine,
  half: number,
  {left, right, top, bottom}: Frame
): {x: number; y: number}[] {
  const from = Math.max(left + half, points[0]?.[0] ?? Infinity);
  const to = Math.min(right - half, points.at(-1)?.[0] ?? -Infinity);
  if (!(from <= to)) return [];
  return Array.from({length: places}, (_, i) => from + ((to - from) * i) / (places - 1))
    .flatMap((x) => distances.map((dy) => ({x, y: yAt(points, x) + dy})))
    .filter(({y}) => top + halfHeight <= y && y <= bottom - halfHeight);
}

/** Returns how far a name at a place is from other lines and names; negative where it stands on one. */
function clearanceOf(
  {x, y}: {x: number; y: number},
  half: number,
  lines: readonly NamedLine["points"][],
  own: NamedLine,
  placed: readonly (LabelPlace & {half: number})[]
): number {
  const gaps = lines.map((points) => {
    const gap = gapBetween(points, x - half, x + half, y);
    return points === own.points ? (gap < 1 ? onOwnLine : enough) : gap;
  });
  const covered = placed.some(
    (other) =>
      Math.abs(other.x - x) < other.half + half + 6 && Math.abs(other.y - y) < 2 * halfHeight
  );
  return Math.min(enough, ...gaps) - (covered ? 10 * enough : 0);
}

/** Returns the vertical distance of a line between *from* and *to* from a name whose centre is at *y*. */
function gapBetween(points: NamedLine["points"], from: number, to: number, y: number): number {
  const inside = points.filter(([x]) => from < x && x < to).map(([, y]) => y);
  const ends = [from, to].map((x) => yAt(points, x));
  const values = [...inside, ...ends].filter(Number.isFinite);
  if (values.length === 0) return enough;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low - halfHeight > y) return low - halfHeight - y;
  if (high + halfHeight < y) return y - high - halfHeight;
  return -1;
}

/** Returns the height of a line at *x*; NaN beyond its ends. */
function yAt(points: NamedLine["points"], x: number): number {
  const after = points.findIndex(([at]) => at >= x);
  if (after < 0) return NaN;
  const [x1, y1] = points[after];
  if (x1 === x || after === 0) return x1 === x ? y1 : NaN;
  const [x0, y0] = points[after - 1];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
