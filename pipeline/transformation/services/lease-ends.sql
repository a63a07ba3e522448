-- One row per record of the day of a lease of DHCP, with its client as src and its server as dst.
SELECT
  * REPLACE (
    coalesce(uid, first_of(uids)) AS uid,
    coalesce(src, client_addr, assigned_addr, requested_addr) AS src,
    coalesce(dst, server_addr) AS dst
  )
FROM day_dhcp
