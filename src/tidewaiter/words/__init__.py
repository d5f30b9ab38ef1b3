"""The trade's vocabulary: places, codes, periods, currencies. Knows no case."""
