import {labelCodes} from "./ranking.js";

/** Returns the highest of the *scores* of each cluster, −∞ of one without any; *clusters* has the cluster of each event, from 0. */
export function clusterScores(
  scores: ArrayLike<number>,
  clusters: ArrayLike<number>,
  count: number
): Float64Array {
  const highest = new Float64Array(count).fill(-Infinity);
  for (let i = 0; i < scores.length; ++i) {
    if (Number.isNaN(scores[i])) throw new RangeError(`invalid score ${i}: NaN`);
    if (scores[i] > highest[clusters[i]]) highest[clusters[i]] = scores[i];
  }
  return highest;
}

/** Returns the label of each cluster: attack if one of its events is, else benign if one of them is, else unlabelled. */
export function clusterLabels(
  labels: ArrayLike<number>,
  clusters: ArrayLike<number>,
  count: number
): Uint8Array {
  const {attack, benign, unlabelled} = labelCodes;
  const known = new Uint8Array(count).fill(unlabelled);
  for (let i = 0; i < labels.length; ++i) {
    const cluster = clusters[i];
    if (labels[i] === attack) known[cluster] = attack;
    else if (labels[i] === benign && known[cluster] === unlabelled) known[cluster] = benign;
  }
  return known;
}
