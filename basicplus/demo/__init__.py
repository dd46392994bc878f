"""The demonstration group: an invented group of true size, and its year run through the services."""
