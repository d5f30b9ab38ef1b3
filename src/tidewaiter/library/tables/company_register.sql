/*
grain   = "one company in one register file, as declared"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
SELECT
    declared.row_id, declared.part_no,
    declared.name, declared.identifier, declared.identifier_kind,
    seat.code AS country, declared.legal_form,
    first_day.date_on AS founded_on, last_day.date_on AS dissolved_on,
    declared.activity_code, declared.activity, declared.address,
    coalesce(declared.revenue_plain, revenue_number.amount) AS revenue, currency_word.code AS revenue_currency, declared.revenue_year,
    declared.owner, declared.director
FROM declared
-- every LEFT JOIN: no partner means the column is blank, a plain number, or its text is a row in `problem`
LEFT JOIN reading AS seat ON seat.kind = 'place' AND seat.text = declared.country
LEFT JOIN reading AS first_day ON first_day.kind = 'date' AND first_day.locale = declared.date_locale AND first_day.text = declared.founded_on
LEFT JOIN reading AS last_day ON last_day.kind = 'date' AND last_day.locale = declared.date_locale AND last_day.text = declared.dissolved_on
LEFT JOIN reading AS revenue_number ON revenue_number.kind = 'number' AND revenue_number.locale = declared.number_locale AND revenue_number.text = declared.revenue
LEFT JOIN reading AS currency_word ON currency_word.kind = 'currency' AND currency_word.text = declared.revenue_currency
WHERE declared.kind = 'companies'
