"""The plan as its pages show it: the board with names and badges, a visit, conflicts, what is published."""
