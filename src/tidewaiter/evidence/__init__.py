"""What may be said: claims and their verdicts."""
