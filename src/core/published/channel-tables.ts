import {detailed} from "./use-tables.js";

/** The fewest intervals of a channel that is kept: fewer have no rhythm. */
const fewest = 5;

/** How many channels of an entity, and how many intervals of a channel, are kept. */
const [maxChannels, maxIntervals] = [12, 150];

/** The query of the channels whose intervals are measured, numbered in the order of their addresses and ports. */
export const allChannels = `-- One row per channel (source, destination, port) of a detailed entity with more than ${fewest} connections.
SELECT CAST(row_number() OVER (ORDER BY src, dst, dst_port) AS INTEGER) AS channel, src, dst, dst_port
FROM (
  SELECT src, dst, coalesce(dst_port, -1) AS dst_port
  FROM all_uses
  WHERE src IN ${detailed.src}
  GROUP BY ALL
  HAVING sum(events) > ${fewest}
)`;

/** The query of the intervals in those channels. */
export const allIntervals = `-- One row per connection of a channel that has one before it: the seconds between them.
SELECT channel, time, seconds
FROM (
  SELECT
    channel,
    time,
    (epoch_us(time) - lag(epoch_us(time)) OVER (PARTITION BY channel ORDER BY time, event_id)) / 1e6 AS seconds
  FROM published.events AS events
    JOIN all_hosts AS s ON s.host = events.src
    JOIN all_hosts AS d ON d.host = events.dst
    JOIN all_channels AS c ON c.src = s.id AND c.dst = d.id AND c.dst_port = coalesce(events.dst_port, -1)
)
WHERE seconds IS NOT NULL`;

/** The query of the channels that are kept. */
export const keptChannels = `-- One row per channel of a detailed entity with ${fewest} intervals or more; the ${maxChannels} most regular an entity.
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
  all_channels.*,
  measured.* EXCLUDE (channel),
  CASE WHEN middle > 0 THEN greatest(0, 1 - deviation / middle) ELSE 0 END AS regularity
FROM measured JOIN all_channels USING (channel)
QUALIFY row_number() OVER (PARTITION BY src ORDER BY regularity DESC, intervals DESC, channel) <= ${maxChannels}`;

/** The query of the table `channels`. */
export const channels = `-- One row per channel (source, destination, port) of a detailed entity with ${fewest} intervals or more; the ${maxChannels} most regular an entity.
SELECT s.host AS entity, d.host AS dst, kept.* EXCLUDE (channel, src, dst)
FROM kept_channels AS kept JOIN all_hosts AS s ON s.id = kept.src JOIN all_hosts AS d ON d.id = kept.dst
ORDER BY kept.src, regularity DESC, intervals DESC, channel`;

/** The query of the table `channel_intervals`. */
export const channelIntervals = `-- One row per interval of a channel in \`channels\`; of longer channels the first ${maxIntervals}.
WITH firsts AS (
  FROM all_intervals SEMI JOIN kept_channels USING (channel)
  QUALIFY row_number() OVER (PARTITION BY channel ORDER BY time, seconds) <= ${maxIntervals}
)
SELECT s.host AS entity, d.host AS dst, dst_port, time, seconds
FROM firsts JOIN kept_channels AS kept USING (channel)
  JOIN all_hosts AS s ON s.id = kept.src JOIN all_hosts AS d ON d.id = kept.dst
ORDER BY channel, time, seconds`;
