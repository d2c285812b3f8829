"""Which articles are read most, and which are alike."""
