/**
 * Returns the mean share, over all pairs of *tops*, of the units that both have, in [0, 1]: each is as many indexes of units, those
 * of one seed. Null of fewer than two.
 */
export function topStability(tops: readonly Uint32Array[], units: number): number | null {
  const pairs = (tops.length * (tops.length - 1)) / 2;
  const size = tops[0]?.length ?? 0;
  if (pairs === 0 || size === 0) return null;
  const times = new Uint32Array(units); // in how many tops a unit is
  for (const top of tops) for (const unit of top) ++times[unit];
  let shared = 0;
  for (const count of times) shared += (count * (count - 1)) / 2;
  return shared / pairs / size;
}
