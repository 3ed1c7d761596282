"""`python -m benchmarks`: how the product's bulk work and list pages compare, in one run on one machine.

Nothing here is part of the running system. Every figure is a ratio of two things measured in the same run, so that a
slow machine makes no difference; see docs/benchmarks.md.
"""
