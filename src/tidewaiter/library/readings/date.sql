/*
Days in one order: `$pattern` finds year, month and day under the names y, m and d.
A time of day behind the date is allowed and not kept.
*/
WITH found AS (
    SELECT
        text,
        regexp_extract(text, $pattern, $y) AS y,
        regexp_extract(text, $pattern, $m) AS m,
        regexp_extract(text, $pattern, $d) AS d
    FROM wording
),

typed AS (
    SELECT text, TRY_CAST(y || '-' || lpad(m, 2, '0') || '-' || lpad(d, 2, '0') AS DATE) AS date_on
    FROM found
)

SELECT
    typed.text, typed.date_on, hs_edition.edition AS hs_edition,
    CASE WHEN typed.date_on IS NULL THEN 'not_a_date' END AS problem_kind,
    CASE WHEN typed.date_on IS NULL THEN 'not a day in the order ' || $order END AS message
FROM typed
LEFT JOIN hs_edition  -- no partner: no date, or a day before 1988
    ON typed.date_on >= hs_edition.since AND typed.date_on < hs_edition.until
