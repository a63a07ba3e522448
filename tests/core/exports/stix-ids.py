# Prints the ids that stix.test.ts expects: pip install stix2==3.0.2, then python stix-ids.py
import stix2.v21 as stix

source = stix.IPv4Address(value="10.0.0.5")
target = stix.IPv4Address(value="192.0.2.1")
traffic = stix.NetworkTraffic(
    start="2026-03-02T03:04:05.678Z",
    end="2026-03-02T03:04:07.178Z",
    is_active=False,
    src_ref=source.id,
    dst_ref=target.id,
    src_port=40000,
    dst_port=443,
    protocols=["ipv4", "tcp", "ssl", "http"],
)
print(target.id)
print(traffic.id)
