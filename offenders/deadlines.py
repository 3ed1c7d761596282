population = None
