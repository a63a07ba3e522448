-- One row per day, client, address and instant at which an answer of DNS of the day named the address: what a flow may
-- know, beside `known`.
WITH items AS (
  SELECT
    day,
    src,
    unnest(string_split(answers, ',')) AS address,
    name_of(query) AS name,
    epoch_us(time) + CAST(round(coalesce(rtt, 0) * 1000000) AS BIGINT) AS instant
  FROM day_dns
  WHERE answers IS NOT NULL
)
SELECT day, src, address, instant, min(name) AS name
FROM items
WHERE name IS NOT NULL AND is_address(address)
GROUP BY ALL
