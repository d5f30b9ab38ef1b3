"""How a file says that its rows are made up, in a column of its own."""

COLUMN = "SYNTHETIC"
MARK = "synthetic data"
