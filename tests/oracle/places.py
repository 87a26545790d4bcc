"""A service with numbered places and a list ordered by class, on SimPy's resource with priorities."""

import heapq

import simpy


class TurnedAway(Exception):
    """The list was full."""


class Place:
    """A place that somebody has."""

    def __init__(self, request, number, since):
        self.request = request
        self.number = number
        self.since = since


class Places:
    def __init__(self, env, happenings, name, places, limit=None):
        self.env = env
        self.happenings = happenings
        self.name = name
        self.limit = limit
        self._resource = simpy.PriorityResource(env, places)
        self._free = list(range(places))

    def obtain(self, person, priority=0, on_joining=lambda: None):
        """Waits for a place and takes the lowest that is free. An interrupt means giving up."""
        resource, name = self._resource, self.name
        is_full = resource.count == resource.capacity
        if is_full and self.limit is not None and len(resource.queue) >= self.limit:
            self.happenings.note(person.name, f"turned away {name}")
            raise TurnedAway(name)
        joined = self.env.now
        request = resource.request(priority=priority)
        if not request.triggered:
            self.happenings.note(person.name, f"joined {name}")
            on_joining()
            try:
                yield from person.until(request)
            except simpy.Interrupt:
                assert not request.triggered, "a place and an interrupt at one instant"
                request.cancel()
                self.happenings.note(person.name, f"gave up {name}", self.env.now - joined)
                raise
        number = heapq.heappop(self._free)
        self.happenings.note(person.name, f"served {name}", self.env.now - joined)
        self.happenings.note(person.name, f"took {name} {number}")
        return Place(request, number, self.env.now)

    def give_back(self, person, place):
        heapq.heappush(self._free, place.number)
        held = self.env.now - place.since
        self.happenings.note(person.name, f"freed {self.name} {place.number}", held)
        self._resource.release(place.request)
