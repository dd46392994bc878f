"""The command line: opens a session, calls a service, prints a table for people or JSON for programs."""
