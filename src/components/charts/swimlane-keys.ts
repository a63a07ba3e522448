/**
 * Makes the coloured cells of *svg* one stop of the tab key, between which the arrow keys move: left
 * and right along the lane, up and down to the nearest cell of the next lane that has one.
 */
export function moveBetweenCells(svg: SVGSVGElement): void {
  const lanes = Array.from(svg.querySelectorAll(".lane"), (lane) => [
    ...lane.querySelectorAll<SVGAElement>(".above")
  ]).filter((cells) => cells.length > 0);
  lanes[0]?.[0].setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    const current = (event.target as Element).closest(".above");
    const i = lanes.findIndex((cells) => cells.some((cell) => cell === current));
    if (!current || i < 0) return;
    const j = lanes[i].findIndex((cell) => cell === current);
    const next = neighbour(lanes, i, j, event.key);
    if (!next) return;
    event.preventDefault();
    current.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

function neighbour(
  lanes: SVGAElement[][],
  i: number,
  j: number,
  key: string
): SVGAElement | undefined {
  if (key === "ArrowLeft") return lanes[i][j - 1];
  if (key === "ArrowRight") return lanes[i][j + 1];
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const lane = lanes[key === "ArrowUp" ? i - 1 : i + 1];
  const middle = centre(lanes[i][j]);
  return lane?.reduce((a, b) =>
    Math.abs(centre(b) - middle) < Math.abs(centre(a) - middle) ? b : a
  );
}

function centre(mark: Element): number {
  const {left, width} = mark.getBoundingClientRect();
  return left + width / 2;
}
