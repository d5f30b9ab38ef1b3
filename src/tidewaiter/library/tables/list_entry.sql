/*
grain   = "one name of one entry in one version of one list, as published"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
SELECT
    declared.row_id, declared.part_no,
    declared.list_name, version_day.date_on AS version_on, declared.entry_id,
    declared.name, declared.name_kind, declared.identifier, declared.identifier_kind,
    seat.code AS country, declared.address, declared.programme,
    first_day.date_on AS listed_on, last_day.date_on AS delisted_on
FROM declared
-- every LEFT JOIN: no partner means the column is blank, or its text is a row in `problem`
LEFT JOIN reading AS version_day ON version_day.kind = 'date' AND version_day.locale = declared.date_locale AND version_day.text = declared.version_on
LEFT JOIN reading AS seat ON seat.kind = 'place' AND seat.text = declared.country
LEFT JOIN reading AS first_day ON first_day.kind = 'date' AND first_day.locale = declared.date_locale AND first_day.text = declared.listed_on
LEFT JOIN reading AS last_day ON last_day.kind = 'date' AND last_day.locale = declared.date_locale AND last_day.text = declared.delisted_on
WHERE declared.kind = 'listed'
