"""How risk reads on screen."""
