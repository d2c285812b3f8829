"""Build the same help centre with several generators, side by side, and say what each costs: ``make bench``."""
