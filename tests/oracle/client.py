"""A client of treatment: a person with episodes, a care plan and exits. The models derive theirs from this."""

from person import Person

ENGAGING, IN_TREATMENT, AFTER_EXIT, IN_CUSTODY = "engaging", "in_treatment", "after_exit", "in_custody"


class Client(Person):
    def __init__(self, env, draws, happenings, name):
        super().__init__(env, draws, happenings, name)
        self.state = AFTER_EXIT
        self.referred = None
        self.planned = None
        self.holds = None
        self.life = None

    @property
    def is_waiting(self):
        """On a waiting list with the main strand, and without a place meanwhile."""
        return self.waits_for is not None and self.holds is None

    def wait_for(self, places, priority=0):
        """A place for the main strand."""

        def joined():
            self.waits_for = places.name

        try:
            return (yield from places.obtain(self, priority, joined))
        finally:
            self.waits_for = None

    def open_episode(self):
        if self.referred is None:
            occasion = self.nth("episode")
            self.note("referred again" if occasion else "referred")
            self.referred = self.env.now
            self.state = ENGAGING

    def open_care_plan(self):
        if self.planned is None:
            self.note("care plan opened")
            self.planned = self.env.now
            self.state = IN_TREATMENT

    def close_care_plan(self):
        if self.planned is not None:
            self.note("care plan closed", self.env.now - self.planned)
            self.planned = None

    def close_episode(self, exit_, sets=lambda nth: None):
        """Ends the episode, if one is open, with this exit; gives which exit of the client's it is."""
        self.close_care_plan()
        nth = self.nth("exit")
        sets(nth)
        self.note(f"exited {exit_}", None if self.referred is None else self.env.now - self.referred)
        self.referred = None
        self.state = AFTER_EXIT
        return nth


def moves(person, target):
    """A risk takes the client off what they are doing and somewhere else."""
    person.life.interrupt(target)
    return True
