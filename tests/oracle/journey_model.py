"""tests/oracle/journey.toml in SimPy: triage, assessment, detoxification, rehabilitation for which a place on the ward is
held, a programme in the community; drop-out, relapse and return."""

from math import inf, log

import simpy

import hazards
import referrals
from client import AFTER_EXIT, ENGAGING, IN_TREATMENT, Client, moves
from durations import (
    HOUR,
    WEEK,
    YEAR,
    exponential,
    lognormal_median_p90,
    normal_between,
    uniform,
    weibull_mean,
    weibull_median,
)
from person import Risk, times
from places import Places

DAYS = 4 * YEAR
TRIAGE = weibull_mean(2.0, 4 * HOUR)
ASSESSMENT = uniform(6 * HOUR, 36 * HOUR)
DETOX = lognormal_median_p90(9, 15)
REHAB = normal_between(45, 25, 7, 120)
PROGRAMME = {"opiates": weibull_median(1.3, 26 * WEEK), "stimulants": exponential(13 * WEEK)}
AFTERCARE = exponential(12 * WEEK / log(2))
HOUSING = {
    "opiates": {"settled": 0.6, "unsettled": 0.4},
    "stimulants": {"settled": 0.75, "unsettled": 0.25},
}
AFTER_ASSESSMENT = {
    "opiates": {"detox": 0.6, "programme": 0.4},
    "stimulants": {"detox": 0.2, "programme": 0.8},
}


def tires_of_waiting(person, nth):
    return moves(person, "dropped_out" if person.state == IN_TREATMENT else "did_not_engage")


def finds_home(person, nth):
    found = {"settled": 0.9, "unsettled": 0.1}
    person.set("housing", person.pick("effect:risks.finds_home.sets.housing", nth, found))


def returns(person, nth):
    return moves(person, person.pick("next:risks.returns.then", nth, {"triage": 0.9, "assessment": 0.1}))


def using(person):
    return person.levels["use"] == "using"


def unsettled(person):
    return person.levels["housing"] == "unsettled"


def in_treatment(person):
    return person.state == IN_TREATMENT


RISKS = [
    Risk(
        "tires_of_waiting",
        spell=lambda person: person.is_waiting,
        hazard=hazards.weibull(1.4, 40),
        strikes=tires_of_waiting,
    ),
    Risk(
        "gives_up_on_rehab",
        spell=lambda person: person.waits_for == "rehab_house",
        hazard=hazards.pieces([(4, 2 / YEAR), (20, 12 / YEAR), (inf, 5 / YEAR)]),
        strikes=lambda person, nth: moves(person, "programme"),
    ),
    Risk(
        "disengages",
        spell=lambda person: person.state == ENGAGING,
        hazard=hazards.log_logistic(1.2, 60),
        ratio=times((unsettled, 1.5)),
        strikes=lambda person, nth: moves(person, "did_not_engage"),
    ),
    Risk(
        "drop_out",
        spell=in_treatment,
        hazard=hazards.weibull_probability(0.9, 0.3, 12 * WEEK),
        ratio=times(
            (unsettled, 1.5),
            (lambda person: person.running & {"detox", "rehab"}, 0.6),
            (lambda person: person.is_waiting, 1.4),
            (using, 1.25),
        ),
        strikes=lambda person, nth: moves(person, "dropped_out"),
    ),
    Risk(
        "loses_home",
        spell=lambda person: not unsettled(person),
        hazard=hazards.constant_probability(0.2, YEAR),
        ratio=times((in_treatment, 0.5), (using, 2.0)),
        strikes=lambda person, nth: person.set("housing", "unsettled"),
    ),
    Risk(
        "finds_home",
        spell=unsettled,
        hazard=hazards.lognormal(30 * WEEK, 1.1),
        ratio=times((lambda person: "programme" in person.running, 1.6)),
        strikes=finds_home,
        recurs=True,
    ),
    Risk(
        "relapse",
        spell=lambda person: person.state == AFTER_EXIT and not using(person),
        hazard=hazards.lognormal_median_p90(60, 400),
        ratio=times((lambda person: "aftercare" in person.running, 0.5), (unsettled, 1.4)),
        strikes=lambda person, nth: person.set("use", "using"),
    ),
    Risk(
        "returns",
        spell=lambda person: person.state == AFTER_EXIT and using(person),
        hazard=hazards.weibull_two_points([0.25, 0.6], [12 * WEEK, YEAR]),
        ratio=times((unsettled, 1.2)),
        strikes=returns,
    ),
    Risk(
        "death",
        spell=lambda person: True,
        hazard=hazards.gompertz(0.01 / YEAR, 0.12 / YEAR),
        ratio=times((using, 2.0), (in_treatment, 0.4)),
        strikes=lambda person, nth: moves(person, "died"),
    ),
]


class Traveller(Client):
    risks = RISKS

    def __init__(self, env, draws, happenings, name, services):
        super().__init__(env, draws, happenings, name)
        self.services = services

    def lead_life(self):
        following = "triage"
        while following is not None:
            if following in EXITS:
                following = EXITS[following](self)
                continue
            try:
                following = yield from getattr(self, following)()
            except simpy.Interrupt as moved:
                following = moved.cause

    def attend(self, what, place, lasts):
        """One intervention from start to end, where nothing is held beyond it. Gives which of this person's it was."""
        nth, began = self.begin(what)
        try:
            yield from self.until(self.env.timeout(self.duration(what, nth, lasts)))
        except simpy.Interrupt:
            self.end(what, "cut short", began)
            self.give_back(place)
            raise
        self.end(what, "completed", began)
        self.give_back(place)
        return nth

    def take(self, service, priority=0):
        self.holds = yield from self.wait_for(self.services[service], priority)
        return service, self.holds

    def give_back(self, place):
        if place is not None:
            service, place = place
            self.services[service].give_back(self, place)
            if self.holds is place:
                self.holds = None

    def triage(self):
        self.open_episode()
        place = yield from self.take("triage_team")
        nth = yield from self.attend("triage", place, TRIAGE)
        return self.pick("next:interventions.triage.then", nth, {"assessment": 0.85, "referred_on": 0.15})

    def assessment(self):
        self.open_episode()
        place = yield from self.take("assessment_team", 0 if unsettled(self) else 1)
        nth = yield from self.attend("assessment", place, ASSESSMENT)
        self.open_care_plan()
        return self.pick("next:interventions.assessment.then", nth, AFTER_ASSESSMENT[self.levels["substance"]])

    def detox(self):
        place = yield from self.take("ward")
        nth, began = self.begin("detox")
        rehab, ended = None, "cut short"
        try:
            yield from self.until(self.env.timeout(self.duration("detox", nth, DETOX)))
            came_off = {"abstinent": 0.8, "using": 0.2}
            # What happens from now on, detoxification has run its full course.
            ended = "completed"
            effect = "effect:interventions.detox.on_completion.0.set.use"
            self.set("use", self.pick(effect, nth, came_off))
            target = "programme"
            if not using(self):
                target = self.pick("next:interventions.detox.then", nth, {"rehab": 0.5, "programme": 0.5})
            if target == "rehab":
                # The place on the ward is kept until the house has one.
                rehab = yield from self.wait_for(self.services["rehab_house"])
        except simpy.Interrupt:
            self.end("detox", ended, began)
            self.give_back(place)
            raise
        self.end("detox", ended, began)
        self.give_back(place)
        self.holds = rehab
        return target

    def rehab(self):
        nth = yield from self.attend("rehab", ("rehab_house", self.holds), REHAB)
        if unsettled(self):
            found = {"settled": 0.5, "unsettled": 0.5}
            effect = "effect:interventions.rehab.on_completion.0.set.housing"
            self.set("housing", self.pick(effect, nth, found))
        self.set("use", "abstinent")
        return self.pick("next:interventions.rehab.then", nth, {"programme": 0.6, "completed": 0.4})

    def programme(self):
        nth = yield from self.attend("programme", None, PROGRAMME[self.levels["substance"]])
        if not using(self):
            return "completed"
        return self.pick("next:interventions.programme.then", nth, {"completed": 0.3, "referred_on": 0.7})

    def aftercare(self):
        yield from self.attend("aftercare", None, AFTERCARE)
        return "community"

    def community(self):
        yield from self.rest_of_life()


def completed(client):
    def sets(nth):
        stays = {"abstinent": 0.9, "using": 0.1}
        client.set("use", client.pick("effect:exits.completed.sets.use", nth, stays))

    nth = client.close_episode("completed", sets)
    return client.pick("next:exits.completed.then", nth, {"aftercare": 0.4, "community": 0.6})


def dropped_out(client):
    client.close_episode("dropped_out", lambda nth: client.set("use", "using"))
    return "community"


def referred_on(client):
    client.close_episode("referred_on")
    return "community"


def did_not_engage(client):
    client.close_episode("did_not_engage")
    return "community"


def died(client):
    client.close_episode("died")
    client.depart()


EXITS = {
    "completed": completed,
    "dropped_out": dropped_out,
    "referred_on": referred_on,
    "did_not_engage": did_not_engage,
    "died": died,
}


def run(env, draws, happenings):
    services = {
        name: Places(env, happenings, name, places)
        for name, places in [("triage_team", 1), ("assessment_team", 4), ("ward", 17), ("rehab_house", 28)]
    }

    def welcome(name, route):
        person = Traveller(env, draws, happenings, name, services)
        person.draw_level("substance", {"opiates": 0.7, "stimulants": 0.3})
        person.draw_level("housing", HOUSING[person.levels["substance"]])
        person.draw_level("use", {"using": 1.0, "abstinent": 0.0})
        person.came()
        person.life = env.process(person.lead_life())

    env.process(
        referrals.poisson_by_cycle(
            env, draws, "self_referral", 10 / WEEK, WEEK, [3, 3, 2, 2, 2, 1, 1], welcome
        )
    )
    env.run(until=DAYS)
