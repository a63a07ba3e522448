-- One row per hour with any event: how many sources, and the spread of what each of them sent.
SELECT
  hour,
  count(*) AS hosts,
  quantile_disc(bytes_out, 0.1) AS bytes_low,
  quantile_disc(bytes_out, 0.5) AS bytes_middle,
  quantile_disc(bytes_out, 0.9) AS bytes_high,
  quantile_disc(events, 0.1) AS events_low,
  quantile_disc(events, 0.5) AS events_middle,
  quantile_disc(events, 0.9) AS events_high
FROM all_hours
GROUP BY hour
ORDER BY hour
