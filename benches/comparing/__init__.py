"""The parts of benches/compare: which engines, how they are timed, whether their outcomes agree, and what is written of it."""
