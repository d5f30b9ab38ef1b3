"""Files damaged by chance, and what reading each of them may not do."""
