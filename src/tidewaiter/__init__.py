"""Customs records in, evidence out."""
