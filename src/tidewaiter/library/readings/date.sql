/*
Days in one order: `$pattern` finds year, month and day under the names y, m and d.
A time of day behind the date is allowed and not kept. A day that begins with its year and has
two digits for month and day (`$iso`) is read so in every order: that is how workbooks give dates.
*/
WITH found AS (
    SELECT
        text,
        CASE
            WHEN regexp_full_match(text, $iso) THEN substr(text, 1, 10)
            WHEN $order = 'ymd' AND regexp_full_match(text, '[0-9]{8}')
                THEN substr(text, 1, 4) || '-' || substr(text, 5, 2) || '-' || substr(text, 7, 2)
            WHEN regexp_full_match(text, $pattern)
                THEN regexp_extract(text, $pattern, $y) || '-' || lpad(regexp_extract(text, $pattern, $m), 2, '0')
                    || '-' || lpad(regexp_extract(text, $pattern, $d), 2, '0')
        END AS day
    FROM wording
),

typed AS (
    SELECT text, TRY_CAST(day AS DATE) AS date_on
    FROM found
)

SELECT
    typed.text, typed.date_on, hs_edition.edition AS hs_edition,
    CASE WHEN typed.date_on IS NULL THEN 'not_a_date' END AS problem_kind,
    CASE WHEN typed.date_on IS NULL THEN 'not a day in the order ' || $order END AS message
FROM typed
LEFT JOIN hs_edition  -- no partner: no date, or a day before 1988
    ON typed.date_on >= hs_edition.since AND typed.date_on < hs_edition.until
