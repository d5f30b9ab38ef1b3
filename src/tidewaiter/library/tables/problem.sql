/*
grain   = "one declared value that could not be read, or read but not used"
key     = ["row_id", "part_no", "column_name", "kind"]
refresh = "by_source"
*/
WITH unread AS (
    SELECT
        declared_value.row_id, declared_value.part_no, declared_value.column_name, declared_value.field,
        reading.problem_kind AS kind, declared_value.text AS value_as_declared, reading.message
    FROM declared_value
    JOIN reading
        ON reading.kind = declared_value.kind AND reading.locale = declared_value.locale AND reading.text = declared_value.text
    WHERE reading.problem_kind IS NOT NULL
),

line_without_rate AS (
    SELECT
        row_id, part_no, valuation || '_value' AS field,
        CASE valuation WHEN 'customs' THEN customs_currency ELSE invoice_currency END AS currency,
        declared_on AS first_day
    FROM declaration_line
    WHERE valuation IN ('customs', 'invoice') AND declared_on IS NOT NULL AND fx_rate IS NULL
),

cell_without_rate AS (
    SELECT row_id, part_no, 'value' AS field, currency, period_start AS first_day
    FROM trade_statistic
    WHERE value IS NOT NULL AND currency IS NOT NULL AND period_start IS NOT NULL AND fx_rule IS NULL
),

without_rate AS (
    SELECT row_id, part_no, field, currency, first_day FROM line_without_rate
    UNION ALL
    SELECT row_id, part_no, field, currency, first_day FROM cell_without_rate
)

SELECT row_id, part_no, column_name, field, kind, value_as_declared, message
FROM unread
UNION ALL
SELECT
    row_id, part_no, field AS column_name, field, 'no_rate' AS kind, currency AS value_as_declared,
    'no published USD rate for ' || currency || ' at ' || CAST(first_day AS VARCHAR) AS message
FROM without_rate
