"""Which addresses the site may fetch from."""

import pytest

from runners.addresses import is_public_address


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2a00:1450:4001::200e"])
def test_it_takes_an_address_of_the_public_internet(address: str) -> None:
    assert is_public_address(address)


INWARD = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.0.192", "192.0.2.1"),
    *("192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "168.63.129.16", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1"),
    *("ff02::1", "ff0e::1", "100::1", "2001:db8::1", "3fff::1", "5f00::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *("::ffff:169.254.169.254", "::ffff:a00:1", "::127.0.0.1", "::8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::1", "2002:7f00:1::1", "2002:808:808::1", "2001::1", "2001:0:4136:e378::1"),
]


@pytest.mark.parametrize("address", INWARD)
def test_it_refuses_an_address_that_leads_inwards_or_through_a_translator(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("text", ["", "localhost", "0x7f000001", "2130706433", "127.1", "1.2.3", "8.8.8.8 ", "[::1]"])
def test_it_refuses_what_is_no_address(text: str) -> None:
    assert not is_public_address(text)
