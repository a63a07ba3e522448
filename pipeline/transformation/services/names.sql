-- One row per name of the day whose domain is wanted.
SELECT name FROM named WHERE name IS NOT NULL
UNION
SELECT name_of(query) AS name FROM day_dns WHERE query IS NOT NULL
UNION
SELECT name_of(host_of(host)) AS name FROM day_http WHERE host IS NOT NULL
UNION
SELECT name_of(server_name) AS name FROM day_ssl WHERE server_name IS NOT NULL
