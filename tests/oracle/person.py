"""A person: what is true of them, the life they lead as a SimPy process, and a process for each risk that runs."""

import simpy


class Risk:
    """What can befall a person: in a spell, by a hazard, times the ratios that hold.

    `spell`, `ratio`, `strikes`: functions of the person (and, for `strikes`, of which spell it was, from 0).
    `strikes` gives whether what happens is for the person's life to answer (it has then been interrupted).
    """

    def __init__(self, name, spell, hazard, strikes, ratio=lambda person: 1.0, recurs=False, noted=True, certain=False):
        self.name = name
        self.spell = spell
        self.hazard = hazard
        self.strikes = strikes
        self.ratio = ratio
        self.recurs = recurs
        self.noted = noted
        self.certain = certain


def times(*factors):
    """The product of the ratios whose conditions hold."""

    def ratio(person):
        product = 1.0
        for holds, factor in factors:
            if holds(person):
                product *= factor
        return product

    return ratio


class Person:
    """One person. A model derives its own from this and gives it a life."""

    risks = ()

    def __init__(self, env, draws, happenings, name):
        self.env = env
        self.draws = draws
        self.happenings = happenings
        self.name = name
        self.levels = {}
        self.running = set()
        self.waits_for = None
        self.is_gone = False
        self._clocks = {}
        self._over = set()
        self._ratios = {}
        self._counts = {}

    # Noting and drawing.

    def note(self, text, value=None):
        self.happenings.note(self.name, text, value)

    def nth(self, purpose):
        """Which occasion this is, from 0."""
        nth = self._counts.get(purpose, 0)
        self._counts[purpose] = nth + 1
        return nth

    def duration(self, what, nth, inverse):
        return inverse(self.draws.uniform(self.name, f"duration:{what}", nth))

    def pick(self, purpose, nth, shares):
        return self.draws.share(self.name, purpose, nth, shares)

    def draw_level(self, attribute, shares):
        self.levels[attribute] = self.pick(f"attribute:{attribute}", 0, shares)

    def came(self):
        self.note("came as " + " ".join(f"{name}={level}" for name, level in self.levels.items()))

    def set(self, attribute, level):
        before = self.levels[attribute]
        if before != level:
            self.levels[attribute] = level
            self.note(f"{attribute} from {before} to {level}")

    # Time passes only here, so that what is true at an instant is looked at once all of it is so.

    def until(self, event):
        self.review()
        yield event

    def rest_of_life(self):
        yield from self.until(self.env.event())

    # Interventions.

    def begin(self, what):
        """An intervention starts: which of this person's it is, and when."""
        nth = self.nth(f"start of {what}")
        self.note(f"started {what}")
        self.running.add(what)
        return nth, self.env.now

    def end(self, what, how, began):
        self.running.discard(what)
        self.note(f"{how} {what}", self.env.now - began)

    # Risks.

    def review(self):
        """Starts the risks whose spell has begun, stops those whose spell is over, and tells the others of a new ratio."""
        if self.is_gone:
            return
        for risk in self.risks:
            clock = self._clocks.get(risk.name)
            if not risk.spell(self):
                self._over.discard(risk.name)
                if clock is not None:
                    del self._clocks[risk.name]
                    clock.interrupt("ceased")
            elif clock is None:
                if risk.name not in self._over:
                    self._ratios[risk.name] = risk.ratio(self)
                    self._clocks[risk.name] = self.env.process(self._clock(risk))
            elif risk.ratio(self) != self._ratios[risk.name]:
                self._ratios[risk.name] = risk.ratio(self)
                clock.interrupt("ratio")

    def go_on_under_another_hazard(self, name):
        """A risk has a new hazard: what has been gathered stays."""
        if name in self._clocks:
            self._clocks[name].interrupt("hazard")

    def begin_anew(self, name):
        """A risk that is over may start anew within the same spell."""
        self._over.discard(name)

    def _clock(self, risk):
        """Gathers hazard up to a threshold, each stretch under the ratio and the hazard that held in it."""
        env, started, gathered = self.env, self.env.now, 0.0
        nth = self.nth(f"risk:{risk.name}")
        threshold = 1.0 if risk.certain else self.draws.threshold(self.name, f"risk:{risk.name}", nth)
        while True:
            since, ratio, hazard = env.now, self._ratios[risk.name], risk.hazard
            before = hazard.gathered(since - started)
            age = hazard.age_at(before + (threshold - gathered) / ratio)
            try:
                # A wait without end is a wait for an event that never happens.
                at = started + age
                yield env.timeout(at - since) if at < float("inf") else env.event()
            except simpy.Interrupt as interrupt:
                if interrupt.cause == "ceased":
                    return
                gathered += ratio * (hazard.gathered(env.now - started) - before)
                continue
            del self._clocks[risk.name]
            if not risk.recurs:
                self._over.add(risk.name)
            if risk.noted:
                self.note(f"befell {risk.name}")
            if not risk.strikes(self, nth):
                self.review()
            return

    def depart(self):
        """Leaves the simulation."""
        self.is_gone = True
        for clock in self._clocks.values():
            clock.interrupt("ceased")
        self._clocks.clear()
        self.note("left")
