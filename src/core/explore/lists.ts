/**
 * The maximum number of values of a column that have a code of their own; the rarer ones share this code, and
 * are counted together. It bounds the cost of a log with a million made-up services.
 */
export const maxCodes = 8191;

/** The SQL of the label of an event over the columns of `events`: its detail, if the log gives one. */
export const labelSql = "coalesce(detailed_label, label)";
