"""A service that gives appointments: evenly spaced slots, each for the first on the list, some of them missed."""

import simpy


class MissedTooMany(Exception):
    """So many appointments missed that no more are given."""


class Appointments:
    def __init__(self, env, happenings, draws, name, slots, did_not_attend, after_missed=None):
        self.env = env
        self.happenings = happenings
        self.draws = draws
        self.name = name
        self.did_not_attend = did_not_attend
        self.after_missed = after_missed
        self._list = simpy.PriorityStore(env)
        self._joined = 0
        env.process(self._serve(slots))

    def _serve(self, slots):
        for at in slots:
            yield self.env.timeout(at - self.env.now)
            while self._list.items:
                item = (yield self._list.get()).item
                # Who gave up is still in the store, and is passed over.
                if not item.gone:
                    self._call(item)
                    break

    def _call(self, booking):
        person = booking.person
        nth = person.nth(f"appointment with {self.name}")
        missed = self.draws.uniform(person.name, f"attend:{self.name}", nth) < self.did_not_attend
        if not missed:
            booking.answer.succeed()
            return
        person.note(f"missed {self.name}")
        booking.missed += 1
        if booking.missed == self.after_missed:
            booking.answer.fail(MissedTooMany())
        else:
            self._put(booking)

    def _put(self, booking):
        self._joined += 1
        self._list.put(simpy.PriorityItem((booking.priority, self._joined), booking))

    def obtain(self, person, priority=0, on_joining=lambda: None):
        """Waits for an appointment and comes to it. There is nothing to give back."""
        booking, joined = Booking(self.env, person, priority), self.env.now
        self._put(booking)
        person.note(f"joined {self.name}")
        on_joining()
        try:
            yield from person.until(booking.answer)
        except (simpy.Interrupt, MissedTooMany):
            booking.gone = True
            person.note(f"gave up {self.name}", self.env.now - joined)
            raise
        person.note(f"served {self.name}", self.env.now - joined)


class Booking:
    def __init__(self, env, person, priority):
        self.person = person
        self.priority = priority
        self.answer = env.event()
        self.missed = 0
        self.gone = False


def evenly(per_day):
    """The instants of slots, the first of them one spacing after the start."""
    number = 1
    while True:
        yield number / per_day
        number += 1


def by_cycle(per_day, cycle, weights):
    """The same where each part of a cycle has slots in proportion to its weight; the spacing carries over from part to part."""
    part = cycle / len(weights)
    # A slot that falls on the end of a part is in it, whatever rounding says.
    hair = 1e-9
    slots_in = [per_day * cycle * weight / sum(weights) for weight in weights]
    upto, number, parts = 0.0, 1, 0
    while True:
        here = slots_in[parts % len(weights)]
        while number <= upto + here + hair:
            yield parts * part + (number - upto) / here * part
            number += 1
        upto, parts = upto + here, parts + 1
