-- every combination of goods, road and contract that lines state, with its first and last day; digits
-- beyond the sixth are of the tariff of the country where the goods are declared
SELECT
    line.tariff_line, CASE WHEN length(line.tariff_line) > 6 THEN
        CASE line.direction WHEN 'import' THEN line.destination WHEN 'export' THEN line.dispatch END END AS tariff_of,
    line.origin, line.dispatch, coalesce(line.sender, line.trading) AS seller, line.destination,
    fact.facts, span.first_on AS contract_first_on, span.last_on AS contract_last_on,
    min(line.declared_on) AS first_on, max(line.declared_on) AS last_on,
    count(*) > count(line.declared_on) AS some_without_day, count(*) AS n_lines
FROM line_as_read AS line
LEFT JOIN text_kind AS fact ON fact.text_no = line.text_no  -- no partner: the description decides nothing
JOIN contract_span AS span
    ON span.tariff_line = line.tariff_line AND coalesce(line.contract_on, DATE '9999-12-31') BETWEEN span.first_on AND span.last_on
GROUP BY
    line.tariff_line, CASE WHEN length(line.tariff_line) > 6 THEN
        CASE line.direction WHEN 'import' THEN line.destination WHEN 'export' THEN line.dispatch END END,
    line.origin, line.dispatch, coalesce(line.sender, line.trading), line.destination,
    fact.facts, span.first_on, span.last_on
UNION ALL
SELECT
    NULL, NULL, origin, dispatch, coalesce(sender, trading), destination,
    NULL, DATE '0001-01-01', DATE '9999-12-31',
    min(declared_on), max(declared_on), count(*) > count(declared_on), count(*)
FROM line_as_read
WHERE tariff_line IS NULL
GROUP BY origin, dispatch, coalesce(sender, trading), destination
ORDER BY
    tariff_line, tariff_of, origin, dispatch, seller, destination, facts, contract_first_on, contract_last_on
