-- One row per record of the day of a certificate, with the ends of the latest connection of TLS until then that showed
-- it, since the day before: by the identifier of its file, or by its fingerprint.
WITH shown AS (
  SELECT unnest(string_split(concat_ws(',', cert_chain_fuids, cert_chain_fps, client_cert_chain_fuids, client_cert_chain_fps), ',')) AS id,
    day, time, file, line, uid, src, src_port, dst, dst_port
  FROM recent_ssl
),
first_shown AS (
  FROM shown
  WHERE id IN (SELECT coalesce(fuid, fingerprint) FROM day_x509)
  QUALIFY row_number() OVER (PARTITION BY day, id, time ORDER BY file, line) = 1
)
SELECT day_x509.*, first_shown.uid, src, src_port, dst, dst_port
FROM day_x509
ASOF LEFT JOIN first_shown
  ON day_x509.day = first_shown.day AND coalesce(day_x509.fuid, day_x509.fingerprint) = first_shown.id
  AND day_x509.time >= first_shown.time
