"""The file of draws that both engines share: one uniform number for each person, purpose and occasion."""

from math import log


class OutOfDraws(Exception):
    """The file does not reach as far as this model asks."""


class Draws:
    """Uniform numbers between 0 and 1, by person (`route/number`), purpose and occasion (from 0)."""

    def __init__(self, path):
        self._written = {}
        with open(path, encoding="ascii") as file:
            header = next(file)
            assert header == "person,purpose,uniforms\n", header
            for line in file:
                person, purpose, uniforms = line.rstrip("\n").split(",")
                self._written[person, purpose] = uniforms

    def uniform(self, person, purpose, nth=0):
        key = (person, purpose)
        uniforms = self._written.get(key)
        if uniforms is None:
            raise OutOfDraws(f"no draw of {purpose} for {person}")
        if isinstance(uniforms, str):
            uniforms = self._written[key] = [float(each) for each in uniforms.split()]
        if nth >= len(uniforms):
            raise OutOfDraws(f"no draw number {nth} of {purpose} for {person}")
        return uniforms[nth]

    def threshold(self, person, purpose, nth=0):
        """From the exponential distribution of mean 1: what a hazard must gather before it strikes."""
        return -log(self.uniform(person, purpose, nth))

    def share(self, person, purpose, nth, shares):
        """The one of `shares` (a dictionary that sums to 1) in whose stretch of 0..1 the draw falls."""
        drawn = self.uniform(person, purpose, nth)
        upto = 0.0
        for thing, share in shares.items():
            upto += share
            if drawn < upto:
                return thing
        return [thing for thing, share in shares.items() if share > 0][-1]
