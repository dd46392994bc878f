"""Pages and API: knows every package, known by none but the application."""
