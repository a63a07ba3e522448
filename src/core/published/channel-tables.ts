/** Where the tables of sources and of channels are. */
export type ChannelNames = (name: "entities" | "channels") => string;

/** The fewest intervals of a channel that is kept: fewer have no rhythm. */
const fewest = 5;

/** How many channels of an entity, and how many intervals of a channel, are kept. */
const [maxChannels, maxIntervals] = [12, 150];

/** Returns the query of the channels whose intervals are measured, with numbers, which are quicker to group by than addresses. */
export function allChannels(names: ChannelNames): string {
  return `-- One row per channel (source, destination, port) of a detailed entity with more than ${fewest} connections.
SELECT CAST(row_number() OVER (ORDER BY entity, dst, dst_port) AS INTEGER) AS channel, entity, dst, dst_port
FROM (
  SELECT src AS entity, dst, coalesce(dst_port, -1) AS dst_port
  FROM all_uses
  WHERE src IN (SELECT entity FROM ${names("entities")} WHERE detailed)
  GROUP BY ALL
  HAVING sum(events) > ${fewest}
)`;
}

/** The query of the intervals in those channels. */
export const allIntervals = `-- One row per connection of a channel that has one before it: the seconds between them.
SELECT channel, time, seconds
FROM (
  SELECT
    channel,
    time,
    (epoch_us(time) - lag(epoch_us(time)) OVER (PARTITION BY channel ORDER BY time, event_id)) / 1e6 AS seconds
  FROM published.events AS events
  JOIN all_channels AS c ON c.entity = src AND c.dst = events.dst AND c.dst_port = coalesce(events.dst_port, -1)
)
WHERE seconds IS NOT NULL`;

/** The query of the table `channels`. */
export const channels = `-- One row per channel (source, destination, port) of a detailed entity with ${fewest} intervals or more; the ${maxChannels} most regular an entity.
WITH medians AS (SELECT channel, quantile_disc(seconds, 0.5) AS middle FROM all_intervals GROUP BY channel),
measured AS (
  SELECT
    channel,
    count(*) AS intervals,
    min(time) AS first,
    max(time) AS last,
    any_value(middle) AS middle,
    quantile_disc(abs(seconds - middle), 0.5) AS deviation
  FROM all_intervals JOIN medians USING (channel)
  GROUP BY channel
)
SELECT
  entity,
  dst,
  dst_port,
  measured.* EXCLUDE (channel),
  CASE WHEN middle > 0 THEN greatest(0, 1 - deviation / middle) ELSE 0 END AS regularity
FROM measured JOIN all_channels USING (channel)
QUALIFY row_number() OVER (PARTITION BY entity ORDER BY regularity DESC, intervals DESC, dst, dst_port) <= ${maxChannels}
ORDER BY entity, regularity DESC, intervals DESC, dst, dst_port`;

/** Returns the query of the table `channel_intervals`. */
export function channelIntervals(names: ChannelNames): string {
  return `-- One row per interval of a channel in \`channels\`; of longer channels the first ${maxIntervals}.
SELECT entity, dst, dst_port, time, seconds
FROM all_intervals
JOIN (FROM all_channels SEMI JOIN ${names("channels")} USING (entity, dst, dst_port)) USING (channel)
QUALIFY row_number() OVER (PARTITION BY channel ORDER BY time, seconds) <= ${maxIntervals}
ORDER BY entity, dst, dst_port, time, seconds`;
}
