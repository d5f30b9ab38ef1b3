"""How much: one question, one answer, its rows."""
