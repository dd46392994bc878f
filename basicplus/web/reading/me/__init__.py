"""What a worker sees of oneself: week, hours, leave, figures, papers; never anybody else's."""
