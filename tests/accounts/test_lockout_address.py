"""Whose address a failed sign-in counts against, behind proxies and without."""

import ipaddress

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.lockout import address
from config.env import _networks

OURS = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("proxies", "near", "forwarded", "expected"),
    [
        ((), "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (OURS, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (OURS, "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (OURS, "10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (OURS, "fd00::1", "2001:db8::7", "2001:db8::7"),
        (OURS, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (OURS, "10.0.0.1", "", "10.0.0.1"),
        (OURS, "10.0.0.1", "unknown", "10.0.0.1"),
        (OURS, "", "203.0.113.9", ""),
    ],
)
def test_only_a_proxy_of_ours_is_believed(rf, settings, proxies, near, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    assert address(rf.get("/", REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=forwarded)) == expected


def test_proxies_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7")
    assert [str(one) for one in _networks("TRUSTED_PROXIES")] == ["10.0.0.0/8", "192.0.2.7/32"]
    monkeypatch.setenv("TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        _networks("TRUSTED_PROXIES")
