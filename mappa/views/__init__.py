"""Pages of MAPPA."""
