"""Only public addresses, in whatever way an address is written."""

from __future__ import annotations

import doctest
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsspider.addresses
from newsspider.addresses import AddressPolicy, NetworkError, literal_address, parse_networks

PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::8.8.8.8",
    "2002:808:808::",
]
NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # metadata of AWS, GCP, Azure
    "168.63.129.16",  # Azure's platform address
    "100.100.100.200",  # Alibaba's metadata, in the shared range
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse, nothing is bound
    "0.1.2.3",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:808:808::f5ff:fffe",
    "2606:4700::5efe:10.0.0.1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata of AWS over IPv6
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressPolicy().allows(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_other_addresses_are_not(address: str) -> None:
    assert not AddressPolicy().allows(address)


@pytest.mark.parametrize("text", ["", "localhost", "example.org", "1.2.3.4.5", "999.1.1.1", "::g", "1.2.3.4/8", "\0"])
def test_what_is_no_address_is_not_allowed(text: str) -> None:
    assert not AddressPolicy(["0.0.0.0/0", "::/0"]).allows(text)


def test_the_allow_list_opens_what_it_names_and_nothing_else() -> None:
    policy = AddressPolicy(["127.0.0.1", "10.1.0.0/16", "::1"])
    for address in ["127.0.0.1", "10.1.255.1", "::1", "::ffff:127.0.0.1", "2130706433", "1.1.1.1"]:
        assert policy.allows(address), address
    for address in ["127.0.0.2", "10.2.0.1", "::ffff:127.0.0.2", "2002:a02:1::", "169.254.169.254"]:
        assert not policy.allows(address), address


@pytest.mark.parametrize("entry", ["localhost", "10.0.0", "10.0.0.1/33", "", "example.org/8", "::1/129"])
def test_a_bad_entry_of_the_allow_list_is_named(entry: str) -> None:
    with pytest.raises(NetworkError) as caught:
        AddressPolicy([entry])
    assert caught.value.value == entry
    assert "CIDR" in str(caught.value)


def test_bits_behind_the_prefix_are_named_with_the_network_that_is_meant() -> None:
    with pytest.raises(NetworkError, match=r"10\.0\.0\.0/8"):
        parse_networks(["10.0.0.1/8"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0X7F.0.0.0x1", "127.0.0.1"),
        ("1", "0.0.0.1"),
        ("0x1", "0.0.0.1"),
        ("１２７.０.０.１", "127.0.0.1"),
        ("①②⑦。0。0。1", "127.0.0.1"),
        ("4294967295", "255.255.255.255"),
        ("[::1]", "::1"),
        ("::1", "::1"),
        ("[::ffff:127.0.0.1]", "::ffff:7f00:1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("0" * 100 + "1", "0.0.0.1"),
    ],
)
def test_a_literal_is_understood_as_browsers_do(host: str, address: str) -> None:
    found = literal_address(host)
    assert found is not None
    assert ipaddress.ip_address(found) == ipaddress.ip_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "",
        ".",
        "1.2.3.4.5",
        "4294967296",
        "256.1",
        "08",
        "0x7g",
        "1.2.3.-4",
        "[::1",
        "a::b::c",
        "9" * 5000,
    ],
)
def test_a_name_is_no_literal(host: str) -> None:
    assert literal_address(host) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = literal_address(text)
    assert found is None or str(ipaddress.ip_address(found)) == found
    assert AddressPolicy().allows(text) in {True, False}


@given(st.ip_addresses(v=4))
def test_all_forms_of_an_address_get_one_answer(address: ipaddress.IPv4Address) -> None:
    policy = AddressPolicy(["10.0.0.0/8"])
    number = int(address)
    answers = {
        policy.allows(form)
        for form in (
            str(address),
            str(number),
            hex(number),
            f"0{number:o}",
            f"::ffff:{address}",
            f"64:ff9b::{address}",
        )
    }
    assert len(answers) == 1


@given(st.ip_addresses(v=4))
def test_an_address_that_embeds_a_private_one_is_refused(address: ipaddress.IPv4Address) -> None:
    if not address.is_private:
        return
    tail = f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    for form in (
        f"2002:{tail}::1",
        f"::{tail}",
        f"2606:4700::5efe:{tail}",
        f"::ffff:{tail}",
        f"64:ff9b::{tail}",
    ):
        assert not AddressPolicy().allows(form)


def test_the_examples_hold() -> None:
    assert doctest.testmod(newsspider.addresses).failed == 0
