"""What the columns of an unknown file may be: from their names and from their values, never more than both show."""
