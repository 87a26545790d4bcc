"""What happened to whom, when, as it is written for the comparison."""


class Happenings:
    """Every happening; `value` is what it says of time passed: waited, held, lasted."""

    def __init__(self, env):
        self._env = env
        self._lines = []

    def note(self, person, text, value=None):
        since = "" if value is None else repr(float(value))
        self._lines.append(f"{person},{float(self._env.now)!r},{text},{since}\n")

    def write(self, path):
        with open(path, "w", encoding="ascii") as file:
            file.write("person,day,what,days\n")
            file.writelines(self._lines)
