-- the case of the law that each line which counts is of, as the law is known today
SELECT line.row_id, line.part_no, line.value_usd, held.case_no
FROM declaration_line AS line
LEFT JOIN goods_fact AS fact ON fact.text_no = line.text_no  -- no partner: the description decides nothing
JOIN control_case AS held
    ON held.tariff_line IS NOT DISTINCT FROM line.tariff_line
    AND held.tariff_of IS NOT DISTINCT FROM CASE WHEN length(line.tariff_line) > 6 THEN
        CASE line.direction WHEN 'import' THEN line.destination WHEN 'export' THEN line.dispatch END END
    AND held.origin IS NOT DISTINCT FROM line.origin
    AND held.dispatch IS NOT DISTINCT FROM line.dispatch
    AND held.seller IS NOT DISTINCT FROM coalesce(line.sender, line.trading)
    AND held.destination IS NOT DISTINCT FROM line.destination
    AND held.facts IS NOT DISTINCT FROM fact.facts
    AND (line.declared_on BETWEEN held.first_on AND held.last_on OR (line.declared_on IS NULL AND held.first_on IS NULL))
    AND coalesce(line.contract_on, DATE '9999-12-31') BETWEEN held.contract_first_on AND held.contract_last_on
WHERE line.state = 'current' AND held.known_on IS NULL
