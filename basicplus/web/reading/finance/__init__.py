"""What the treasurer's pages read, where no service gives it in one piece."""
