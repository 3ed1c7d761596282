"""Faults, brought about for real, and what must hold after each: `python -m scripts.faults [fault …]`.

Everything runs in a data folder of its own on loopback and is gone at the end, whatever happens: PostgreSQL and Redis
of its own, real worker processes, killed with -9. After each fault, alerts and open deadlines must equal an oracle that
knows nothing of the product's code for either (`scripts.faults.oracle`).
"""
