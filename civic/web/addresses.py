"""Who counts as one, by address: for the lock-out and for the limits. Pure."""

import ipaddress


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 household gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
