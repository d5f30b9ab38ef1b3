/*
Numbers in one notation: `$grouped` and `$plain` are the patterns of that notation, `$cell` that of a
number as a workbook holds it,
`$separator` the grouping mark, `$decimal` the decimal mark, `$scale` the power of ten the file counts in (3 for
thousands, else 0). Half a cent rounds up.
*/
WITH canonical AS (
    SELECT
        text,
        CASE
            WHEN regexp_full_match(text, $cell) THEN text
            WHEN regexp_full_match(text, $plain) THEN replace(text, $decimal, '.')
            WHEN regexp_full_match(text, $grouped) THEN replace(regexp_replace(text, $separator, '', 'g'), $decimal, '.')
        END AS number
    FROM wording
),

scaled AS (
    SELECT
        text,
        CASE
            WHEN $scale = 0 THEN number
            ELSE
                regexp_replace(number, '[eE].*', '') || 'e'
                || CAST(coalesce(TRY_CAST(regexp_extract(number, '[eE][+]?(.*)', 1) AS INTEGER), 0) + $scale AS VARCHAR)
        END AS number
    FROM canonical
),

typed AS (
    SELECT text, number, TRY_CAST(number AS DECIMAL(18, 3)) AS measure
    FROM scaled
)

SELECT
    text, measure,
    CASE WHEN measure IS NOT NULL THEN TRY_CAST(number AS DECIMAL(18, 2)) END AS amount,
    CASE
        WHEN number IS NULL THEN 'not_a_number'
        WHEN measure IS NULL THEN 'number_too_large'
    END AS problem_kind,
    CASE
        WHEN number IS NULL THEN 'not a number as this file writes them'
        WHEN measure IS NULL THEN 'more than fifteen digits before the decimal mark'
    END AS message
FROM typed
