"""Which law, that day: measures, conditions over facts, and the status they give."""
