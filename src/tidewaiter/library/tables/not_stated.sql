/*
grain   = "one blank cell without which a record that goes with a case says little"
key     = ["row_id", "part_no", "column_name", "kind"]
refresh = "by_source"
table   = "problem"
*/
WITH blank AS (
    SELECT row_id, part_no, 'name' AS field FROM declared WHERE kind IN ('companies', 'listed') AND name IS NULL
    UNION ALL
    SELECT row_id, part_no, 'part' AS field FROM declared WHERE kind = 'components' AND part IS NULL
    UNION ALL
    SELECT row_id, part_no, 'text' AS field FROM declared WHERE kind = 'statements' AND text IS NULL
    UNION ALL
    SELECT row_id, part_no, 'regime' AS field FROM declared WHERE kind = 'controls' AND regime IS NULL
    UNION ALL
    SELECT row_id, part_no, 'tariff_line' AS field FROM declared WHERE kind = 'controls' AND tariff_line IS NULL
    UNION ALL
    SELECT row_id, part_no, 'in_force_from' AS field FROM declared WHERE kind = 'controls' AND in_force_from IS NULL
)

SELECT
    row_id, part_no, field AS column_name, field, 'not_stated' AS kind, '' AS value_as_declared,
    'blank, and a record of this kind says little without it; the record stays' AS message
FROM blank
