"""tests/oracle/supports.toml in SimPy: supports side by side, each a process of its own, that change the ratios of risks."""

from math import gamma

import simpy

import hazards
import referrals
from client import AFTER_EXIT, ENGAGING, IN_TREATMENT, Client, moves
from durations import WEEK, YEAR, lognormal_mean_sd, lognormal_median_p90, piecewise, triangular, uniform, weibull_mean
from person import Risk, times
from places import Places, TurnedAway

DAYS = 6 * YEAR
RECENTLY = 12 * WEEK
ASSESSMENT = triangular(1, 2, 9)
PRESCRIBING = weibull_mean(1.1, 60 * WEEK)


def runs(*whats):
    return lambda person: any(what in person.running for what in whats)


def has_ended(what, how="ended"):
    return lambda person: what in person.ended[how] and what not in person.running


def unsettled(person):
    return person.levels["housing"] == "unsettled"


def chaotic(person):
    return person.levels["use"] == "chaotic"


def in_treatment(person):
    return person.state == IN_TREATMENT


class Support:
    """What is offered alongside: to whom, after how long, and what becomes of it."""

    def __init__(self, name, offered, lasts, delay=0, take_up=1.0, service=None, repeats=False, outlasts=False):
        self.name = name
        self.lasts = lasts
        self.take_up = take_up
        self.service = service
        self.repeats = repeats
        self.outlasts = outlasts
        self.offer = Risk(
            f"offer of {name}",
            spell=lambda person: in_treatment(person) and offered(person),
            hazard=hazards.certain(delay),
            strikes=lambda person, nth: person.is_offered(self, nth),
            noted=False,
            certain=True,
        )


SUPPORTS = [
    Support("induction", lambda person: True, uniform(1 * WEEK, 4 * WEEK)),
    Support(
        "counselling",
        runs("prescribing"),
        lognormal_mean_sd(6 * WEEK, 3 * WEEK),
        delay=2 * WEEK,
        take_up=0.8,
        repeats=True,
    ),
    Support(
        "housing_support",
        unsettled,
        lognormal_median_p90(10 * WEEK, 30 * WEEK),
        delay=10,
        take_up=0.75,
        service="housing_team",
        repeats=True,
    ),
    Support(
        "education",
        lambda person: has_ended("induction", "completed")(person) and not chaotic(person),
        piecewise([(3 * WEEK, 0.0), (12 * WEEK, 0.4), (40 * WEEK, 1.0)]),
        delay=5 * WEEK,
        take_up=0.6,
        service="college",
        outlasts=True,
    ),
]

RISKS = [
    Risk(
        "drop_out",
        spell=in_treatment,
        hazard=hazards.weibull(0.6, 80 * WEEK / gamma(1 + 1 / 0.6)),
        ratio=times(
            (runs("induction"), 0.7),
            (runs("counselling"), 0.8),
            (runs("housing_support"), 0.5),
            (runs("education"), 0.75),
            (lambda person: has_ended("housing_support", "recently")(person), 0.6),
            (has_ended("education"), 0.9),
            (unsettled, 1.6),
            (chaotic, 1.9),
        ),
        strikes=lambda person, nth: moves(person, "dropped_out"),
    ),
    Risk(
        "setback",
        spell=lambda person: in_treatment(person) and not chaotic(person),
        hazard=hazards.survival([(0, 1.0), (30, 0.9), (180, 0.7), (2 * YEAR, 0.3), (9 * YEAR, 0.05)]),
        ratio=times((runs("housing_support"), 0.6), (has_ended("counselling", "completed"), 0.7)),
        strikes=lambda person, nth: person.set("use", "chaotic"),
    ),
    Risk(
        "steadies",
        spell=lambda person: chaotic(person) and person.state != ENGAGING,
        hazard=hazards.gompertz(2.0 / YEAR, -0.5 / YEAR),
        ratio=times((runs("counselling", "education"), 2.5)),
        strikes=lambda person, nth: person.set("use", "steady"),
    ),
    Risk(
        "loses_home",
        spell=lambda person: not unsettled(person),
        hazard=hazards.constant(0.35 / YEAR),
        ratio=times((chaotic, 2.0), (runs("housing_support"), 0.4)),
        strikes=lambda person, nth: person.set("housing", "unsettled"),
    ),
    Risk(
        "end of follow-up",
        spell=lambda person: person.state == AFTER_EXIT,
        hazard=hazards.certain(YEAR),
        strikes=lambda person, nth: moves(person, "followed no longer"),
        noted=False,
        certain=True,
    ),
]


class Supported(Client):
    risks = RISKS + [support.offer for support in SUPPORTS]

    def __init__(self, env, draws, happenings, name, services):
        super().__init__(env, draws, happenings, name)
        self.services = services
        self.courses = {}
        self.ended = {"ended": set(), "completed": set(), "recently": set()}

    def begin(self, what):
        for ended in self.ended.values():
            ended.discard(what)
        return super().begin(what)

    def end(self, what, how, began):
        super().end(what, how, began)
        self.ended["ended"].add(what)
        if how == "completed":
            self.ended["completed"].add(what)
            if what == "housing_support":
                self.ended["recently"].add(what)
                self.env.process(self.forget(what, self.nth("recently")))

    def forget(self, what, nth):
        """After a while it is recent no more, unless it has run and ended again."""
        yield self.env.timeout(RECENTLY)
        if nth + 1 == self._counts["recently"]:
            self.ended["recently"].discard(what)
            self.review()

    # The main strand.

    def lead_life(self):
        self.open_episode()
        exit_ = "completed"
        for what, lasts in [("assessment", ASSESSMENT), ("prescribing", PRESCRIBING)]:
            nth, began = self.begin(what)
            try:
                yield from self.until(self.env.timeout(self.duration(what, nth, lasts)))
            except simpy.Interrupt as interrupt:
                self.end(what, "cut short", began)
                exit_ = interrupt.cause
                break
            self.end(what, "completed", began)
            self.open_care_plan()
        self.close_episode(exit_)
        self.stop_courses(lambda support: not support.outlasts)
        try:
            yield from self.rest_of_life()
        except simpy.Interrupt:
            self.stop_courses(lambda support: True)
            self.depart()

    # Supports.

    def is_offered(self, support, nth):
        name = support.name
        accepts = support.take_up == 1 or (
            self.draws.uniform(self.name, f"take_up:{name}", nth) < support.take_up
        )
        if not accepts or name in self.courses:
            return False
        self.courses[name] = self.env.process(self.course(support))
        return True

    def stop_courses(self, which):
        for support in SUPPORTS:
            if support.name in self.courses and which(support):
                self.courses[support.name].interrupt()

    def course(self, support):
        name, place = support.name, None
        try:
            if support.service is not None:
                place = yield from self.services[support.service].obtain(self)
            nth, began = self.begin(name)
            if name == "education" and chaotic(self):
                chances = {"steady": 0.4, "chaotic": 0.6}
                effect = "effect:interventions.education.on_start.0.set.use"
                self.set("use", self.pick(effect, nth, chances))
            try:
                yield from self.until(self.env.timeout(self.duration(name, nth, support.lasts)))
            except simpy.Interrupt:
                self.end(name, "cut short", began)
            else:
                if name == "housing_support":
                    found = {"settled": 0.7, "unsettled": 0.3}
                    effect = "effect:interventions.housing_support.on_completion.0.set.housing"
                    self.set("housing", self.pick(effect, nth, found))
                self.end(name, "completed", began)
            if place is not None:
                self.services[support.service].give_back(self, place)
            if support.repeats:
                self.begin_anew(support.offer.name)
        except (TurnedAway, simpy.Interrupt):
            # Not received, or given up on the list.
            pass
        del self.courses[name]
        self.review()


def change(env, people):
    """What changes for everybody at a date. What has been drawn stays."""
    yield env.timeout(3 * YEAR)
    risks = {risk.name: risk for risk in RISKS}
    risks["drop_out"].hazard = hazards.weibull(0.9, 70 * WEEK / gamma(1 + 1 / 0.9))
    risks["loses_home"].hazard = hazards.constant(0.6 / YEAR)
    for support in SUPPORTS:
        if support.name == "counselling":
            support.take_up = 0.5
    for person in people:
        for name in ("drop_out", "loses_home"):
            person.go_on_under_another_hazard(name)


def run(env, draws, happenings):
    people = []
    services = {
        "housing_team": Places(env, happenings, "housing_team", 36),
        "college": Places(env, happenings, "college", 40, limit=15),
    }

    def welcome(name, route):
        person = Supported(env, draws, happenings, name, services)
        people.append(person)
        person.draw_level("housing", {"settled": 0.5, "unsettled": 0.5})
        person.draw_level("use", {"steady": 0.6, "chaotic": 0.4})
        person.came()
        person.life = env.process(person.lead_life())

    env.process(change(env, people))
    env.process(referrals.renewal(env, draws, "referral", weibull_mean(1.2, 16 / 24), welcome))
    env.run(until=DAYS)
