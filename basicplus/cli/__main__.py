"""`python -m basicplus.cli`: the command line without its name on the path."""

from basicplus.cli import main

main()
