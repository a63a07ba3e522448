-- One row per record of the day of a notice: its ends are those of the connection, or else those that it names.
SELECT
  * REPLACE (
    coalesce(src, notice_src) AS src,
    coalesce(dst, notice_dst) AS dst,
    coalesce(dst_port, notice_port) AS dst_port
  )
FROM day_notice
