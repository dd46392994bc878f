"""Migrations of the tables; run by `basicplus db upgrade`."""
