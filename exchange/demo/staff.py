"""The people who sign in: an account for every role, and the officers who carry the caseloads. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from accounts.models import Force, Team, User
from accounts.roles import Role
from exchange.demo.names import initials_name, person_name
from exchange.demo.shape import ForceShape

STAFF_NAMES_FROM = 104_000  # names below this belong to nominals

# Full name, role, which force (0 the first), which team (None: the whole force), what to look at.
CAST: tuple[tuple[str, str, int, int | None, str], ...] = (
    (
        "Tamsin Ashgrave",
        Role.OFFENDER_MANAGER,
        0,
        0,
        "My caseload: visits overdue and due today, a decision owed after failed visits",
    ),
    (
        "Kofi Bramwick",
        Role.SUPERVISOR,
        0,
        0,
        "Team backlog, approvals, a transfer to answer, a dip sample, people without an officer to allocate",
    ),
    ("Priya Dunthorpe", Role.INSPECTOR, 0, None, "Every team of the force; reactive management to approve"),
    (
        "Eluned Farrowby",
        Role.MAPPA_COORDINATOR,
        0,
        None,
        "Meetings of this week, referrals waiting, minutes owed, actions overdue; figures and the yearly return",
    ),
    ("Marek Holtwyn", Role.UNIT_SUPPORT, 0, 0, "Add and edit records of the team; plans and approvals stay closed"),
    ("Joan Ketterlow", Role.ADMINISTRATOR, 0, None, "The policy numbers with their sources; the nightly run; accounts"),
    ("Samir Lorncastle", Role.AUDITOR, 0, None, "Audit: who saw whom and what; no person's record opens"),
    ("Bev Marlowick", Role.NEIGHBOURHOOD, 0, 0, "Briefings: only those opened to them one by one"),
    ("Owain Selmarsh", Role.OFFENDER_MANAGER, 0, 1, "Another team of the same force"),
    ("Niamh Quarrowby", Role.OFFENDER_MANAGER, 1, 0, "Another force: the caseload of one officer"),
    ("Devon Ristwick", Role.SUPERVISOR, 1, 0, "That force's backlog: one team"),
)

# Numbers that Ofcom keeps for drama: they reach nobody.
EMERGENCY_STEPS = """Officers now: control room, by radio or 01632 960001
Duty inspector, child protection: 01632 960002
Children’s social care, day and night: 01632 960003
Stay until somebody has taken over, if it is safe to stay"""


def username_of(full_name: str) -> str:
    """`Tamsin Ashgrave` signs in as `t.ashgrave`."""
    given, family = full_name.split(" ", 1)
    return initials_name(given, family)


SIGN_INS: tuple[tuple[str, str, str], ...] = tuple(
    (username_of(name), str(role), look) for name, role, _, _, look in CAST
)


@dataclass
class Crew:
    """The saved staff of one force."""

    force: Force
    teams: list[Team]
    officers: list[User] = field(default_factory=list)  # by number; every one belongs to a team
    supervisors: dict[int, User] = field(default_factory=dict)  # by team id
    inspector: User | None = None


class Recruiter:
    """Makes accounts with names and user names that nobody else has."""

    def __init__(self, password: str) -> None:
        self.hashed = make_password(password)  # one password for all, so one slow hash
        self.next = STAFF_NAMES_FROM
        self.taken = {row[0] for row in SIGN_INS}
        self.waiting: list[User] = []

    def member(self, role: str, force: Force, team: Team | None, *, name: str = "", active: bool = True) -> User:
        """An account, saved by `save` with all the others."""
        if not name:
            given, family, _ = person_name(self.next)
            self.next += 1
            name = f"{given.split()[0]} {family}"
            username = plain = username_of(name)
            number = 2
            while username in self.taken:
                username, number = f"{plain}{number}", number + 1
            self.taken.add(username)
        else:
            username = username_of(name)
        user = User(
            username=username,
            password=self.hashed,
            full_name=name,
            email=f"{username}@{force.name.lower().replace(' ', '-')}.example",
            role=role,
            force=force,
            team=team,
            weekly_hours=37 if role != Role.OFFENDER_MANAGER or self.next % 6 else 30,
            is_active=active,
        )
        self.waiting.append(user)
        return user

    def save(self) -> None:
        """Write every waiting account in one statement."""
        User.objects.bulk_create(self.waiting, batch_size=1000)
        self.waiting.clear()


def recruit(shape: ForceShape, officers: int, recruiter: Recruiter) -> Crew:
    """Make a force with its teams and staff: so many officers, the named cast first, the last one inactive."""
    force = Force.objects.create(name=shape.name, emergency_steps=EMERGENCY_STEPS)
    teams = [Team.objects.create(force=force, name=name) for name in shape.team_names]
    crew = Crew(force, teams)
    named = [
        recruiter.member(role, force, None if team is None else teams[team], name=name)
        for name, role, number, team, _ in CAST
        if number == shape.number and (team or 0) < len(teams)
    ]
    crew.officers = [user for user in named if user.role == Role.OFFENDER_MANAGER][: max(1, officers)]
    while len(crew.officers) < officers:
        index = len(crew.officers)
        active = not (index == officers - 1 and officers > 3 and shape.main_officer)
        team = teams[index % len(teams)]
        crew.officers.append(recruiter.member(Role.OFFENDER_MANAGER, force, team, active=active))
    supervisors = [user for user in named if user.role == Role.SUPERVISOR]
    inspectors = [user for user in named if user.role == Role.INSPECTOR]
    for team in teams:
        known = next((user for user in supervisors if user.team == team), None)
        crew.supervisors[team.pk] = known or recruiter.member(Role.SUPERVISOR, force, team)
        recruiter.member(Role.UNIT_SUPPORT, force, team)
    crew.inspector = inspectors[0] if inspectors else recruiter.member(Role.INSPECTOR, force, None)
    recruiter.member(Role.MAPPA_COORDINATOR, force, None)
    recruiter.save()
    return crew
