"""Disposals, the notification requirement and its clocks (Sexual Offences Act 2003, Part 2)."""
