"""Orders of invented people: conditions from the catalogue, checks made at their visits, notifications that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from common.dates import clamp, last_day_beginning_with
from exchange.demo.biography import Staff
from exchange.demo.devices import write_devices
from exchange.demo.shape import DECEASED, NOT_REGISTERED, Case
from exchange.demo.tables import BREACH, CHECK, CONDITION, NOTIFICATION, ORDER, Rows, evening
from exchange.demo.timeline import Timeline
from orders.catalogue import bundled_conditions, filled
from orders.policy import calls_for_examination

SHARE = 0.14  # of those registered who are under an order
FIRST_SHPO = dt.date(2015, 3, 8)
REQUIREMENTS_FROM = dt.date(2022, 11, 29)
BLANKS = {
    "exception": "", "who": "the offender manager", "days": "3", "age": "16", "area": "Harbour Park",
    "authority": "the children’s services of the area", "programme": "the Horizon programme", "supervisor": "A. Warden",
    "names": "the person named in the confidential annex", "countries": "any country outside the European Union",
    "until": "further order",
}  # fmt: skip
CHECKED = ("All devices seen and looked through.", "Asked and looked; nothing found.", "Kept, as far as can be seen.")
CONCERNS = (
    "A charger without a device. Asked about; to be looked at again.",
    "Vague about where last nights were spent.",
)
SUSPECTED = "A second phone behind the television, not declared. Seized and booked in."

NextId = Callable[[str], int]


def write_orders(
    rows: Rows,
    next_id: NextId,
    nominal: int,
    number: int,
    case: Case,
    line: Timeline,
    on: dt.date,
    staff: Staff,
    rng: Random,
) -> None:
    """An order for some, in force on the day: so nobody's visits stop, and the published figures stay as they are."""
    if rng.random() > SHARE or case.situation in (DECEASED, NOT_REGISTERED):
        return
    made = line.registered_on
    kind = "sopo" if made < FIRST_SHPO else "sro" if rng.random() < 0.08 else "shpo"
    served = None if rng.random() < 0.04 else made
    order, author = next_id(ORDER), staff.officer or staff.colleagues[0][0]
    ref = f"{staff.code}-{kind.upper()}-{number}"
    fact = (nominal, evening(made), author, "")
    rows.add(
        ORDER, *fact, order, ref, kind, made, served, f"{staff.area} Crown Court", "sentencing_court",
        rng.random() < 0.3, 1,
    )  # fmt: skip
    digital = _conditions(rows, next_id, fact, order, made, line, on, rng)
    _notifications(rows, nominal, author, ref, served or made, on, yearly=kind != "sro")
    write_devices(rows, next_id, fact, digital, [day for day in line.seen if made <= day < on], on, rng)


def _last_day(made: dt.date, on: dt.date, rng: Random) -> dt.date | None:
    """Until further order, a fixed term that has not ended, or one that ends soon."""
    roll = rng.random()
    if roll < 0.06:
        return on + dt.timedelta(days=rng.randint(10, 85))
    last = last_day_beginning_with(made, 12 * rng.choice((5, 7, 10, 15)))
    return last if roll > 0.5 and last > on + dt.timedelta(days=90) else None


def _conditions(
    rows: Rows,
    next_id: NextId,
    fact: tuple[int, str, int, str],
    order: int,
    made: dt.date,
    line: Timeline,
    on: dt.date,
    rng: Random,
) -> list[int]:
    """The conditions with their checks; returns those that are kept or broken on a device."""
    digital = []
    kinds = {"prohibition", "requirement"} if made >= REQUIREMENTS_FROM else {"prohibition"}
    wordings = [row for row in bundled_conditions() if row["kind"] in kinds]
    last_day = _last_day(made, on, rng)
    looked_at = [day for day in line.seen if made <= day <= on][-4:]
    for number, wording in enumerate(rng.sample(wordings, min(len(wordings), rng.randint(3, 8))), start=1):
        id_, every = next_id(CONDITION), 13 if rng.random() < 0.6 else None
        rows.add(
            CONDITION, *fact, id_, order, str(number), wording["kind"], filled(wording["wording"], BLANKS), last_day,
            BLANKS["supervisor"] if wording["kind"] == "requirement" else "", every, "months" if every else "",
            wording["check_how"], wording["may_ask"], 1,
        )  # fmt: skip
        if calls_for_examination(wording["wording"], served=False):
            digital.append(id_)
        for day in looked_at if every or rng.random() < 0.8 else ():
            concern = rng.random() < 0.05
            note = rng.choice(CONCERNS if concern else CHECKED)
            rows.add(CHECK, *fact, id_, day, "concern" if concern else "complied", note)
    if rng.random() < 0.01:
        rows.add(BREACH, *fact, order, on - dt.timedelta(days=rng.randint(0, 2)), SUSPECTED, "One phone")
    return digital


def _notifications(
    rows: Rows, nominal: int, author: int, ref: str, served: dt.date, on: dt.date, *, yearly: bool
) -> None:
    """The first one and a yearly one ever since (under an SRO alone only the first): nothing is owed but the next."""
    day, number = served, 0
    while day <= on and (yearly or not number):
        section = "s85" if number else "s83"
        rows.add(NOTIFICATION, nominal, evening(day), author, "", f"{ref}-N{number}", section, day, "", None, "", "")
        number += 1
        day = clamp(served, 12 * number) - dt.timedelta(days=number)
