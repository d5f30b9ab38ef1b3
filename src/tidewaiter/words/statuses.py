"""The eight answers of the law to goods on a road and a day, the strictest first."""

PROHIBITED, LICENCE, DUE_DILIGENCE = "prohibited", "licence", "due_diligence"
NOT_CONTROLLED, NOT_APPLICABLE, UNKNOWN = "not_controlled", "not_applicable", "unknown"
NO_RULE, INVALID_CODE = "no_rule_loaded", "invalid_code_for_date"
CONTROLLED = (PROHIBITED, LICENCE, DUE_DILIGENCE)
STATUSES = (*CONTROLLED, NOT_CONTROLLED, NOT_APPLICABLE, UNKNOWN, NO_RULE, INVALID_CODE)
IN_THE_GAP = (NOT_CONTROLLED, NO_RULE, UNKNOWN)
"""Answers of the exporter's law that leave goods which others bar free to go: certainly, as far as
is known, or perhaps. Their values are told side by side and never added."""
