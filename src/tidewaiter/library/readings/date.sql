/*
Days in one order: `$pattern` finds year, month and day under the names y, m and d.
A time of day behind the date is allowed and not kept. A day that begins with its year and has
two digits for month and day (`$iso`) is read so in every order: that is how workbooks give dates.
A year of two digits is 2000 to 2049 or 1970 to 1999; in between it is not read.
A bare number of five digits is the day a workbook counts from `$day_zero`: between 1970 and 2078 it
is read, and told of where the profile does not say from which year the file counts (`$serials`).
*/
WITH parted AS (
    SELECT
        text,
        CASE WHEN regexp_full_match(text, $pattern) THEN regexp_extract(text, $pattern, $y) END AS y,
        CASE WHEN regexp_full_match(text, $pattern) THEN lpad(regexp_extract(text, $pattern, $m), 2, '0') END AS m,
        CASE WHEN regexp_full_match(text, $pattern) THEN lpad(regexp_extract(text, $pattern, $d), 2, '0') END AS d,
        CASE
            WHEN regexp_full_match(text, '[0-9]{5}([.][0-9]+)?') AND substr(text, 1, 5) BETWEEN '25569' AND '65380'
                THEN CAST(substr(text, 1, 5) AS INTEGER)
        END AS serial
    FROM wording
),

found AS (
    SELECT
        text, serial,
        CASE
            WHEN regexp_full_match(text, $iso) THEN substr(text, 1, 10)
            WHEN $order = 'ymd' AND regexp_full_match(text, '[0-9]{8}')
                THEN substr(text, 1, 4) || '-' || substr(text, 5, 2) || '-' || substr(text, 7, 2)
            WHEN length(y) = 4 THEN y || '-' || m || '-' || d
            WHEN y <= '49' THEN '20' || y || '-' || m || '-' || d
            WHEN y >= '70' THEN '19' || y || '-' || m || '-' || d
        END AS day
    FROM parted
),

typed AS (
    SELECT
        text, serial,
        CASE
            WHEN serial IS NOT NULL THEN CAST($day_zero AS DATE) + serial
            ELSE TRY_CAST(day AS DATE)
        END AS date_on
    FROM found
)

SELECT
    typed.text, typed.date_on, hs_edition.edition AS hs_edition,
    CASE
        WHEN typed.date_on IS NULL THEN 'not_a_date'
        WHEN typed.serial IS NOT NULL AND $serials = '' THEN 'day_as_number'
    END AS problem_kind,
    CASE
        WHEN typed.date_on IS NULL THEN 'not a day in the order ' || $order
        WHEN typed.serial IS NOT NULL AND $serials = ''
            THEN 'read as ' || CAST(typed.date_on AS VARCHAR) || ', as workbooks count from 1900; if this one counts from 1904, say serials = 1904 under [read]'
    END AS message
FROM typed
LEFT JOIN hs_edition  -- no partner: no date, or a day before 1988
    ON typed.date_on >= hs_edition.since AND typed.date_on < hs_edition.until
