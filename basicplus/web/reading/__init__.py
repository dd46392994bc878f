"""What screens and API show of the records, read in few queries; it writes nothing and decides nothing."""
