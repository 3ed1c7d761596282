"""Who may use which address. Every route name has one entry; a route without one is refused to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.permissions import EXPORT, MANAGE_REFERENCE_DATA, READING
from accounts.roles import Role, roles_with


@dataclass(frozen=True)
class Rule:
    """The roles that may use a route, and the permissions that they were found by. `public` needs no sign-in."""

    roles: frozenset[str]
    public: bool = False
    permissions: frozenset[str] = frozenset()

    @property
    def writes(self) -> bool:
        """Whether it asks for more than reading: then a record that is open read-only is refused there (403)."""
        return not self.permissions <= READING

    @property
    def exports(self) -> bool:
        """Whether it takes a list out as a file: then a reason is asked first, with a fresh password."""
        return EXPORT in self.permissions

    def allows(self, role: str) -> bool:
        """Whether a signed-in person of this role may use it."""
        return self.public or role in self.roles


PUBLIC = Rule(frozenset(Role.values), public=True)
SIGNED_IN = Rule(frozenset(Role.values))


def holders_of(*permissions: str) -> Rule:
    """Those whose role holds every one of the permissions."""
    return Rule(roles_with(*permissions), permissions=frozenset(permissions))


# Django's own pages for reference data: one rule for the whole namespace.
NAMESPACES: dict[str, Rule] = {"admin": holders_of(MANAGE_REFERENCE_DATA)}
_registry: dict[str, Rule] = {}


class PolicyError(Exception):
    """The same route was given two rules."""


def register(policy: dict[str, Rule]) -> None:
    """Add an app's entries, `{"app:route": rule}`."""
    for name, rule in policy.items():
        if _registry.get(name, rule) != rule:
            raise PolicyError(f"{name} has two rules")
        _registry[name] = rule


def rule_for(view_name: str, namespaces: Iterable[str] = ()) -> Rule | None:
    """The rule of a route, or None where there is none (which refuses it)."""
    for namespace in namespaces:
        if namespace in NAMESPACES:
            return NAMESPACES[namespace]
    return _registry.get(view_name)


def registered() -> dict[str, Rule]:
    """Every entry, for the guard test and for the page that shows them."""
    return dict(_registry)
