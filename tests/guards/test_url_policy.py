"""Every address has one rule, every rule an address, and what has none is refused."""

from django.urls import URLPattern, URLResolver, get_resolver

from accounts import urlpolicy


def routes(patterns, namespaces=()):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from routes(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or "")), namespaces


def all_routes():
    return list(routes(get_resolver().url_patterns))


def test_every_route_has_a_rule():
    assert [name for name, spaces in all_routes() if urlpolicy.rule_for(name, spaces) is None] == []


def test_no_rule_is_stale():
    known = {name for name, _ in all_routes()}
    assert sorted(set(urlpolicy.registered()) - known) == []


def test_only_sign_in_passwords_and_health_are_public():
    assert all_routes()  # the rules are registered as the addresses are read, and nobody may have read them yet
    public = {name for name, rule in urlpolicy.registered().items() if rule.public}
    assert public == {
        "healthz",
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }


def test_a_route_without_a_rule_is_refused():
    assert urlpolicy.rule_for("nobody:registered-this") is None
