"""Try a policy on a copy: who would be eligible, which visits would fall due. Nothing changes until it is adopted."""
