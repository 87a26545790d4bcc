"""tests/oracle/clinic.toml in SimPy: appointments that some miss, keyworkers who leave, and prison."""

from math import exp, log, sqrt

import simpy

import hazards
import referrals
from appointments import Appointments, MissedTooMany, by_cycle, evenly
from client import AFTER_EXIT, IN_CUSTODY, IN_TREATMENT, Client, moves
from durations import HOUR, MINUTE, WEEK, YEAR, lognormal_mean_sd, lognormal_median_p90, triangular, uniform, weibull_mean
from person import Risk, times
from places import Places

DAYS = 6 * YEAR
TRIAGE = uniform(20 * MINUTE, 2 * HOUR)
ASSESSMENT = triangular(30 * MINUTE, 1 * HOUR, 4 * HOUR)
PROGRAMME = weibull_mean(1.2, 40 * WEEK)
SENTENCE = lognormal_median_p90(10 * WEEK, 36 * WEEK)
TREATMENT_INSIDE = weibull_mean(1.5, 14 * WEEK)
KEPT = 8 * WEEK
STAFF, CASELOAD, LEAVE_A_YEAR = 9, 62, 0.8


def goes_to(target):
    return lambda person, nth: moves(person, target)


def taken_into_custody(person, nth):
    prison = "prison_wing"
    if in_treatment(person):
        shares = {"prison_treatment": 0.7, "prison_wing": 0.3}
        prison = person.pick("next:risks.custody.then", nth, shares)
    return moves(person, prison)


def has_alliance(person):
    return person.levels["alliance"] == "formed"


def in_treatment(person):
    return person.state == IN_TREATMENT


def drop_out():
    variance = log(1 + (150 / 90) ** 2)
    return hazards.lognormal(90 * WEEK * exp(-variance / 2), sqrt(variance))


def log_logistic_median_p90(median, p90):
    # Survival 1 / (1 + (age / median) ^ shape) is a tenth where the power is 9.
    return hazards.log_logistic(log(9) / log(p90 / median), median)


def weibull_median_p90(median, p90):
    return hazards.weibull_two_points([0.5, 0.9], [median, p90])


RISKS = [
    Risk(
        "tires_of_waiting",
        spell=lambda person: person.is_waiting,
        hazard=hazards.weibull_probability(1.3, 0.5, 20 * WEEK),
        strikes=goes_to("did_not_engage"),
    ),
    Risk(
        "alliance_forms",
        spell=lambda person: in_treatment(person) and not has_alliance(person),
        hazard=log_logistic_median_p90(8 * WEEK, 50 * WEEK),
        strikes=lambda person, nth: person.set("alliance", "formed"),
    ),
    Risk(
        "drop_out",
        spell=in_treatment,
        hazard=drop_out(),
        ratio=times((has_alliance, 0.5)),
        strikes=goes_to("dropped_out"),
    ),
    Risk(
        "custody",
        spell=lambda person: person.state != IN_CUSTODY,
        hazard=hazards.pieces([(5 * YEAR, 0.2 / YEAR), (float("inf"), 0.0)]),
        ratio=times((in_treatment, 0.6)),
        strikes=taken_into_custody,
    ),
    Risk(
        "returns",
        spell=lambda person: person.state == AFTER_EXIT,
        hazard=weibull_median_p90(YEAR, 5 * YEAR),
        strikes=goes_to("triage"),
    ),
    Risk(
        "death",
        spell=lambda person: True,
        hazard=hazards.constant(0.012 / YEAR),
        ratio=times((lambda person: person.state == IN_CUSTODY, 0.3)),
        strikes=goes_to("died"),
    ),
]


class Patient(Client):
    risks = RISKS

    def __init__(self, env, draws, happenings, name, services):
        super().__init__(env, draws, happenings, name)
        self.services = services
        self.keyworker = None
        self.search = None

    def lead_life(self, following):
        while following is not None:
            try:
                following = yield from getattr(self, following)()
            except simpy.Interrupt as moved:
                following = moved.cause
            except MissedTooMany:
                following = "did_not_engage"

    def attend(self, what, lasts):
        nth, began = self.begin(what)
        try:
            yield from self.until(self.env.timeout(self.duration(what, nth, lasts)))
        except simpy.Interrupt:
            self.end(what, "cut short", began)
            raise
        self.end(what, "completed", began)
        return nth

    def triage(self):
        self.open_episode()
        yield from self.wait_for(self.services["front_desk"])
        nth = yield from self.attend("triage", TRIAGE)
        return self.pick("next:interventions.triage.then", nth, {"assessment": 0.9, "referred_on": 0.1})

    def assessment(self):
        self.open_episode()
        priority = 2
        if self.levels["pregnant"] == "yes":
            priority = 0
        elif self.name.startswith("courts/"):
            priority = 1
        yield from self.wait_for(self.services["doctor"], priority)
        yield from self.attend("assessment", ASSESSMENT)
        self.has_keyworker((yield from self.wait_for(self.services["keyworking"])))
        self.open_care_plan()
        return "programme"

    def programme(self):
        yield from self.attend("programme", PROGRAMME)
        return "completed"

    def prison_wing(self):
        self.note("taken into custody")
        if self.referred is not None:
            self.leave("prison")
        self.state = IN_CUSTODY
        nth = yield from self.attend("prison_wing", SENTENCE)
        self.note("released")
        self.state = AFTER_EXIT
        return self.pick("next:interventions.prison_wing.then", nth, {"triage": 0.4, "community": 0.6})

    def prison_treatment(self):
        """The care plan stays open, and the keyworker's place is kept for a while."""
        self.note("taken into custody")
        self.state = IN_CUSTODY
        self.stop_searching()
        if self.keyworker is not None:
            self.env.process(self.keep(self.keyworker, self.nth("place kept")))
        yield from self.attend("prison_treatment", TREATMENT_INSIDE)
        self.note("released")
        self.state = IN_TREATMENT
        if self.keyworker is None:
            self.search = self.env.process(self.look_for_keyworker())
        return "programme"

    # The keyworker.

    def has_keyworker(self, place):
        self.keyworker = place
        self.services["keyworking"].clients[place.number] = self

    def parts_from_keyworker(self):
        if self.keyworker is not None:
            keyworking = self.services["keyworking"]
            del keyworking.clients[self.keyworker.number]
            keyworking.give_back(self, self.keyworker)
            self.keyworker = None

    def keep(self, place, nth):
        yield self.env.timeout(KEPT)
        is_latest = self._counts["place kept"] == nth + 1
        if is_latest and self.keyworker is place and self.state == IN_CUSTODY:
            self.parts_from_keyworker()

    def look_for_keyworker(self):
        """Alongside treatment, which goes on meanwhile."""
        try:
            self.has_keyworker((yield from self.services["keyworking"].obtain(self)))
        except simpy.Interrupt:
            return
        self.search = None

    def stop_searching(self):
        if self.search is not None:
            self.search.interrupt()
            self.search = None

    # Exits.

    def leave(self, exit_):
        self.stop_searching()
        self.parts_from_keyworker()
        if exit_ in ("completed", "dropped_out", "prison"):
            self.close_episode(exit_, lambda nth: self.set("alliance", "none"))
        else:
            self.close_episode(exit_)

    def completed(self):
        self.leave("completed")
        yield from self.rest_of_life()

    def referred_on(self):
        self.leave("referred_on")
        yield from self.rest_of_life()

    def dropped_out(self):
        self.leave("dropped_out")
        yield from self.rest_of_life()

    def did_not_engage(self):
        self.leave("did_not_engage")
        yield from self.rest_of_life()

    def community(self):
        yield from self.rest_of_life()

    def died(self):
        self.leave("died")
        self.depart()
        yield from ()


def staff_leave(env, draws, keyworking):
    """Members of staff leave one after another and are replaced; who leaves is drawn, each as likely as the others. Each
    place is one member's: the first of everyone, then the second of everyone, and so on."""
    number = 0
    while True:
        name = f"keyworking/{number}"
        rate = STAFF * LEAVE_A_YEAR / YEAR
        yield env.timeout(draws.threshold(name, "turnover:keyworking", 0) / rate)
        member = int(draws.uniform(name, "turnover:keyworking", 1) * STAFF)
        for place, client in sorted(keyworking.clients.items()):
            if place % STAFF == member:
                client.note(f"keyworker left keyworking {place}")
                client.set("alliance", "none")
                client.review()
        number += 1


def run(env, draws, happenings):
    week = [5, 4, 4, 4, 3, 0, 0]
    front_desk = Appointments(
        env, happenings, draws, "front_desk", by_cycle(35 / WEEK, WEEK, week), did_not_attend=0.2, after_missed=3
    )
    services = {
        "front_desk": front_desk,
        "doctor": Appointments(env, happenings, draws, "doctor", evenly(4.3), did_not_attend=0.15),
        "keyworking": Places(env, happenings, "keyworking", STAFF * CASELOAD),
    }
    services["keyworking"].clients = {}

    def welcome(name, route):
        person = Patient(env, draws, happenings, name, services)
        person.draw_level("pregnant", {"no": 0.95, "yes": 0.05})
        person.draw_level("alliance", {"none": 1.0, "formed": 0.0})
        person.came()
        enters = "triage"
        if route == "courts":
            enters = person.pick("next:routes.courts.enters", 0, {"triage": 0.7, "assessment": 0.3})
        person.life = env.process(person.lead_life(enters))

    env.process(referrals.poisson(env, draws, "self_referral", 7.5 / WEEK, welcome))
    env.process(referrals.renewal(env, draws, "courts", lognormal_mean_sd(3, 2), welcome))
    env.process(staff_leave(env, draws, services["keyworking"]))
    env.run(until=DAYS)
