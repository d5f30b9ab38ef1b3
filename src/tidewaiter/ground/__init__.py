"""Where a case lies and how it is read and written."""
