"""tests/oracle/queue.toml in SimPy: three places, three classes, patience that wears out, a list that fills up."""

from math import gamma

import simpy

import hazards
import referrals
from durations import HOUR, lognormal_mean_sd, triangular, weibull_mean, weibull_median_p90
from person import Person, Risk
from places import Places, TurnedAway

DAYS = 500
CLASSES = {"urgent": 0, "soon": 1, "routine": 2}
SHARES = {
    "walk_in": {"urgent": 0.2, "soon": 0.3, "routine": 0.5},
    "sent": {"urgent": 0.4, "soon": 0.6, "routine": 0.0},
}
TREATMENT = {
    "urgent": lognormal_mean_sd(6 * HOUR, 5 * HOUR),
    "soon": triangular(1 * HOUR, 3 * HOUR, 10 * HOUR),
    "routine": weibull_median_p90(3 * HOUR, 9 * HOUR),
}
HASTE = {"urgent": 0.4, "soon": 1.0, "routine": 1.7}


def loses_patience(person, nth):
    person.life.interrupt("gave_up")
    return True


class Customer(Person):
    risks = [
        Risk(
            "impatience",
            spell=lambda person: person.waits_for is not None,
            hazard=hazards.weibull(1.6, 9 * HOUR / gamma(1 + 1 / 1.6)),
            ratio=lambda person: HASTE[person.levels["need"]],
            strikes=loses_patience,
        )
    ]

    def lead_life(self, desk):
        came = self.env.now
        need = self.levels["need"]
        self.note("referred")
        exit_ = "treated"

        def wait():
            self.waits_for = "desk"

        try:
            place = yield from desk.obtain(self, CLASSES[need], wait)
        except TurnedAway:
            exit_ = "sent_away"
        except simpy.Interrupt as interrupt:
            exit_ = interrupt.cause
        else:
            self.waits_for = None
            self.note("started treatment")
            lasts = self.duration("treatment", 0, TREATMENT[need])
            began = self.env.now
            yield from self.until(self.env.timeout(lasts))
            self.note("completed treatment", self.env.now - began)
            desk.give_back(self, place)
        self.note(f"exited {exit_}", self.env.now - came)
        self.depart()


def run(env, draws, happenings):
    desk = Places(env, happenings, "desk", 3, limit=7)

    def welcome(name, route):
        person = Customer(env, draws, happenings, name)
        person.draw_level("need", SHARES[route])
        person.came()
        person.life = env.process(person.lead_life(desk))

    env.process(referrals.poisson(env, draws, "walk_in", 10, welcome))
    env.process(referrals.renewal(env, draws, "sent", weibull_mean(1.5, 4 * HOUR), welcome))
    env.run(until=DAYS)
