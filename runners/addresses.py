"""Which addresses on the network the site may fetch something from: those of the public internet, and no others."""

import ipaddress

# What ipaddress calls global, or called global once, though it leads inwards or through somebody else's translator.
# From the special-purpose registries of IANA; 168.63.129.16 is the inside of a large cloud, at a public address.
_REFUSED = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
]
_UNICAST_6 = ipaddress.ip_network("2000::/3")  # everything else of IPv6 is local, mapped, translated or unassigned


def is_public_address(address: str) -> bool:
    """False for what is private, local, shared, reserved, multicast, mapped, tunnelled or translated, or no address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    if known.version == 6 and known not in _UNICAST_6:
        return False
    return known.is_global and not any(known in network for network in _REFUSED)
