"""How MAPPA reads on screen."""
