/** A prime: event_id, multiplied and squared modulo it, is spread evenly, at a tenth of the cost of a digest. */
const prime = 2 ** 31 - 1;
const spread = `((event_id % ${prime}) * 48271 % ${prime})`;

/** The order, as SQL, in which events are drawn: it depends on their event_id alone. */
export const drawOrder = `${spread} * ${spread} % ${prime}, event_id`;
