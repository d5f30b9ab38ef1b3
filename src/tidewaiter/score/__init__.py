"""How well the steps found what a synthetic twin holds: the only reader of its truth."""
