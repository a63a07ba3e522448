-- One row per client, address and instant at which an answer of DNS named the address, since the day before that was
-- looked at: what a flow of the day may know, beside `known`.
WITH items AS (
  SELECT
    src,
    unnest(string_split(answers, ',')) AS address,
    name_of(query) AS name,
    epoch_us(time) + CAST(round(coalesce(rtt, 0) * 1000000) AS BIGINT) AS instant
  FROM fresh_dns
  WHERE answers IS NOT NULL
)
SELECT src, address, instant, min(name) AS name
FROM items
WHERE name IS NOT NULL AND regexp_full_match(address, '[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*')
GROUP BY ALL
