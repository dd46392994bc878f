"""Schedules the shared workers of a Belgian employer group and invoices them at cost."""
