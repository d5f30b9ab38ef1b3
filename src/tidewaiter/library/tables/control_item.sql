/*
grain   = "one code on one control list, as published"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
SELECT
    declared.row_id, declared.part_no,
    declared.regime, law.code AS jurisdiction, declared.act, declared.article,
    tariff.code AS tariff_line, declared.tariff_line AS tariff_line_as_declared, declared.hs_edition,
    from_place.code AS from_country, to_place.code AS to_country, declared.action,
    adopted_day.date_on AS adopted_on, published_day.date_on AS published_on,
    first_day.date_on AS in_force_from, end_day.date_on AS in_force_to,
    contract_day.date_on AS contract_before, execution_day.date_on AS execute_by,
    complete_first_day.date_on AS complete_from, complete_end_day.date_on AS complete_to,
    -- a limit that could not be read is not the same as none
    nullif(trim(
        CASE WHEN declared.from_country IS NOT NULL AND from_place.code IS NULL THEN 'from_country ' ELSE '' END
        || CASE WHEN declared.to_country IS NOT NULL AND to_place.code IS NULL THEN 'to_country ' ELSE '' END
        || CASE WHEN declared.in_force_to IS NOT NULL AND end_day.date_on IS NULL THEN 'in_force_to ' ELSE '' END
        || CASE WHEN declared.contract_before IS NOT NULL AND contract_day.date_on IS NULL THEN 'contract_before ' ELSE '' END
        || CASE WHEN declared.execute_by IS NOT NULL AND execution_day.date_on IS NULL THEN 'execute_by ' ELSE '' END
    ), '') AS unread_limits,
    declared.condition, declared.status_mark, declared.reference
FROM declared
-- every LEFT JOIN: no partner means the column is blank, or its text is a row in `problem`
LEFT JOIN reading AS law ON law.kind = 'place' AND law.text = declared.jurisdiction
LEFT JOIN reading AS tariff ON tariff.kind = 'prefix' AND tariff.text = declared.tariff_line
LEFT JOIN reading AS from_place ON from_place.kind = 'place' AND from_place.text = declared.from_country
LEFT JOIN reading AS to_place ON to_place.kind = 'place' AND to_place.text = declared.to_country
LEFT JOIN reading AS adopted_day ON adopted_day.kind = 'date' AND adopted_day.locale = declared.date_locale AND adopted_day.text = declared.adopted_on
LEFT JOIN reading AS published_day ON published_day.kind = 'date' AND published_day.locale = declared.date_locale AND published_day.text = declared.published_on
LEFT JOIN reading AS first_day ON first_day.kind = 'date' AND first_day.locale = declared.date_locale AND first_day.text = declared.in_force_from
LEFT JOIN reading AS end_day ON end_day.kind = 'date' AND end_day.locale = declared.date_locale AND end_day.text = declared.in_force_to
LEFT JOIN reading AS contract_day ON contract_day.kind = 'date' AND contract_day.locale = declared.date_locale AND contract_day.text = declared.contract_before
LEFT JOIN reading AS execution_day ON execution_day.kind = 'date' AND execution_day.locale = declared.date_locale AND execution_day.text = declared.execute_by
LEFT JOIN reading AS complete_first_day ON complete_first_day.kind = 'date' AND complete_first_day.locale = declared.date_locale AND complete_first_day.text = declared.complete_from
LEFT JOIN reading AS complete_end_day ON complete_end_day.kind = 'date' AND complete_end_day.locale = declared.date_locale AND complete_end_day.text = declared.complete_to
WHERE declared.kind = 'controls'
