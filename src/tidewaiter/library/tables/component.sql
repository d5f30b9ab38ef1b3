/*
grain   = "one part found in one weapon, as reported"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
SELECT
    declared.row_id, declared.part_no,
    declared.component_id, declared.weapon, declared.part, declared.marking, declared.maker,
    seat.code AS maker_country, marked.code AS country_on_marking,
    tariff.code AS tariff_line, tariff.hs_code,
    found_day.date_on AS found_on, declared.found_by, declared.place, declared.reference
FROM declared
-- every LEFT JOIN: no partner means the column is blank, or its text is a row in `problem`
LEFT JOIN reading AS seat ON seat.kind = 'place' AND seat.text = declared.maker_country
LEFT JOIN reading AS marked ON marked.kind = 'place' AND marked.text = declared.country_on_marking
LEFT JOIN reading AS tariff ON tariff.kind = 'code' AND tariff.text = declared.tariff_line
LEFT JOIN reading AS found_day ON found_day.kind = 'date' AND found_day.locale = declared.date_locale AND found_day.text = declared.found_on
WHERE declared.kind = 'components'
