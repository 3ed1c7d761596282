"""Invented names, each given once: family names are put together from parts and belong to nobody we know of."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import gcd


@dataclass(frozen=True)
class Style:
    """One way in which people here are named."""

    family: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _join(heads: str, tails: str) -> tuple[str, ...]:
    return tuple(head + tail for head, tail in product(heads.split(), tails.split()))


_BRITISH = Style(
    _join(
        "Ald Amber Ash Bram Brock Cald Carl Chal Dal Den Dun Ech Ell Farl Fen Gar Grim Hal Harl Hazel Holt Ing Kelv"
        " Kett Lang Lark Lorn Mal Marl Mort Nether Or Pem Quarl Rav Rist Sal Sel Stan Thorn Tol Uls Wan Wex Wither Yar",
        "asby bourn croft dale fallow garth hurst laith marsh mere owby rigg stead thwick wyke",
    ),
    _words(
        "Adrian Alan Barry Callum Carl Colin Craig Damian Darren Dean Derek Duncan Frank Gareth Glen Graham Howard Ian"
        " Jason Keith Kevin Kyle Lee Leslie Luke Malcolm Martin Nigel Norman Owen Patrick Ray Ross Scott Shaun Stuart"
        " Terence Trevor Warren Wayne"
    ),
    _words("Carol Dawn Donna Elaine Gail Janice Karen Leanne Maxine Tracy Wendy Zoë"),
)
_CELTIC = Style(
    _join("O'Bran O'Dor O'Fen O'Len Mac Pen Tre Llan Ros Kil", "arrow eddyn ethick innoch orran uddick ynnon addar"),
    _words("Aled Brendan Ciarán Declan Emyr Fergus Hywel Iestyn Kieran Lachlan Niall Rhodri Séan Tomos"),
    _words("Aoife Catrin Mairéad Siân"),
)
_SOUTH_ASIAN = Style(
    _join("Bhal Chand Dhar Ghar Jas Kesh Mand Nar Sab Tar Vel Zah", "arwani eshkar idhu olani ranpal uvadi amkot"),
    _words("Adil Ajay Arun Bilal Dinesh Faisal Gurdip Hamza Imran Jatin Kabir Manoj Nadeem Rajan Sunil Tariq"),
    _words("Anjali Farah Meena Rukhsana"),
)
_AFRICAN = Style(
    _join("Ade Aku Baf Chi Dama Eke Kwa Mba Nde Oko Sesa Teko Wan", "bunde doro fulani kwesa lanre mbiko sanya"),
    _words("Abdou Chidi Daniel Emeka Femi Joseph Kwame Mensah Moses Nnamdi Samuel Tendai Tunde Yaw"),
    _words("Abena Blessing Grace Ngozi"),
)
_CENTRAL_EUROPEAN = Style(
    _join("Bor Dral Gryz Hrad Kosz Lub Mirz Pavl Rad Stam Vlad Zyg", "alczyk enarski evicz ilescu onyak ovitza"),
    _words("Andrzej Bogdan Dragan Grigor Janusz Łukasz Marek Petru Radek Stefan Tomáš Vasile Zoltán"),
    _words("Agnieszka Ioana Katarína Zdenka"),
)
_IBERIAN = Style(
    _join("Alv Bren Cord Fagu Gald Mont Pere Quint Salv Valc", "adeira anzes eiroza ieño ondra uesta ulveda"),
    _words("Álvaro Duarte Emílio Hélder Joaquim Luís Nuno Raúl Rui Tiago"),
    _words("Beatriz Inês Lucía"),
)
_EAST_ASIAN = Style(
    _join("Bao Chen Fai Heng Jun Kwai Ling Mao Shen Tsai", "ho kwan lam shui tse wai yeung"),
    _words("Benny Danny Eric Hao Jian Kenny Ming Raymond Wei Wing"),
    _words("Fiona Lan Mei"),
)
# Twenty places: how many of every twenty people are named in which style.
_PATTERN = (
    _BRITISH, _SOUTH_ASIAN, _BRITISH, _CELTIC, _BRITISH, _AFRICAN, _BRITISH, _CENTRAL_EUROPEAN, _BRITISH, _BRITISH,
    _CELTIC, _BRITISH, _SOUTH_ASIAN, _BRITISH, _IBERIAN, _BRITISH, _EAST_ASIAN, _BRITISH, _BRITISH, _BRITISH,
)  # fmt: skip


@cache
def _place(position: int) -> tuple[Style, int, int]:
    """The style at a place of the pattern, how many places it has, and which of them this is."""
    style = _PATTERN[position]
    return style, _PATTERN.count(style), _PATTERN[:position].count(style)


def person_name(number: int) -> tuple[str, str, str]:
    """Given names, family name and sex of the person with this number: no two of 100,000 have the same name.

    Within a style every pair of family and given name is used once before any comes again with a second given name.
    One person in fifty is a woman.
    """
    female = number % 50 == 7
    if female:
        number //= 50
    turn, position = divmod(number, len(_PATTERN))
    style, places, rank = _place(position)
    given = style.women if female else style.men
    pairs = len(style.family) * len(given)
    layer, index = divmod(turn * places + rank, pairs)
    family_index, given_index = divmod(_shuffled(index, pairs), len(given))
    first, family = given[given_index], style.family[family_index]
    if layer == 0:  # every third person has an odd second name, which no later layer uses
        second = given[(given_index + 1) % len(given)] if index % 3 == 0 else ""
    else:
        second = given[(given_index + 1 + layer) % len(given)]
    return (f"{first} {second}" if second else first), family, "female" if female else "male"


def _shuffled(index: int, size: int) -> int:
    """A place for each index below `size`, each used once: steps of a number that has no factor in common with it."""
    step = _step(size)
    return (index * step + size // 3) % size


@cache
def _step(size: int) -> int:
    step = int(size * 0.618) | 1
    while gcd(step, size) != 1:
        step += 2
    return step


def initials_name(given: str, family: str) -> str:
    """A user name made from a name: `t.ashgrave`."""
    plain = unicodedata.normalize("NFKD", f"{given[0]}.{family}".replace("Ł", "L").replace("ł", "l"))
    return "".join(c for c in plain.lower() if c.isascii() and (c.isalnum() or c == "."))
