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

-- a heading among the rows, or a row of a table of several records a row that states none of them
without_record AS (
    SELECT row_id, part_no, coalesce(partner, period) AS value_as_declared
    FROM declared
    WHERE kind = 'nothing_stated'
),

line_without_value AS (
    SELECT
        row_id, part_no, valuation || '_value' AS field, fx_rate IS NULL AS has_no_rate,
        CASE valuation WHEN 'customs' THEN customs_currency ELSE invoice_currency END AS currency,
        declared_on AS first_day
    FROM declaration_line
    WHERE valuation IN ('customs', 'invoice') AND declared_on IS NOT NULL AND value_usd IS NULL
),

cell_without_value AS (
    SELECT row_id, part_no, 'value' AS field, fx_rule IS NULL AS has_no_rate, currency, period_start AS first_day
    FROM trade_statistic
    WHERE value IS NOT NULL AND currency IS NOT NULL AND period_start IS NOT NULL AND value_usd IS NULL
),

without_value AS (
    SELECT row_id, part_no, field, has_no_rate, currency, first_day FROM line_without_value
    UNION ALL
    SELECT row_id, part_no, field, has_no_rate, currency, first_day FROM cell_without_value
)

SELECT row_id, part_no, column_name, field, kind, value_as_declared, message
FROM unread
UNION ALL
SELECT
    row_id, part_no, 'value' AS column_name, 'value' AS field, 'nothing_stated' AS kind, value_as_declared,
    'none of the cells that make a record is stated in this row' AS message
FROM without_record
UNION ALL
SELECT
    row_id, part_no, field AS column_name, field,
    CASE WHEN has_no_rate THEN 'no_rate' ELSE 'number_too_large' END AS kind,
    currency AS value_as_declared,
    CASE
        WHEN has_no_rate THEN 'no published USD rate for ' || currency || ' at ' || CAST(first_day AS VARCHAR)
        ELSE 'in USD it has more than sixteen digits before the decimal mark'
    END AS message
FROM without_value
