/*
grain   = "one distinct wording of goods under one code and edition, not seen in this case before"
key     = ["text_no"]
refresh = "by_source"
*/
WITH wording AS (
    SELECT DISTINCT tariff.code AS tariff_line, declared_day.hs_edition, declared.description
    FROM declared
    LEFT JOIN reading AS tariff  -- no partner: no code, or one that cannot be read
        ON tariff.kind = 'code' AND tariff.text = declared.tariff_line
    LEFT JOIN reading AS declared_day  -- no partner: no day
        ON declared_day.kind = 'date' AND declared_day.locale = declared.date_locale AND declared_day.text = declared.declared_on
    WHERE declared.kind = 'declarations' AND (tariff.code IS NOT NULL OR declared.description IS NOT NULL)
),

keyed AS (
    SELECT
        substr(sha256(
            coalesce('=' || tariff_line, '-') || chr(31)
            || coalesce('=' || hs_edition, '-') || chr(31)
            || coalesce('=' || description, '-')
        ), 1, 32) AS text_key,
        tariff_line, hs_edition, description
    FROM wording
)

SELECT
    CAST((SELECT coalesce(max(text_no), 0) FROM known_goods_text) + row_number() OVER (ORDER BY keyed.text_key) AS INTEGER) AS text_no,
    keyed.text_key, keyed.tariff_line, keyed.hs_edition, keyed.description
FROM keyed
ANTI JOIN known_goods_text ON known_goods_text.text_key = keyed.text_key
