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

-- what stands beside a unit; the unit decides what the number comes to
measured AS (
    SELECT row_id, part_no, 'quantity' AS field, quantity AS text, quantity_plain AS plain, number_locale, unit
    FROM declared
    WHERE kind <> 'nothing_stated' AND quantity IS NOT NULL AND unit IS NOT NULL
    UNION ALL
    SELECT row_id, part_no, 'quantity_2' AS field, quantity_2 AS text, quantity_2_plain AS plain, number_locale, unit_2 AS unit
    FROM declared
    WHERE kind <> 'nothing_stated' AND quantity_2 IS NOT NULL AND unit_2 IS NOT NULL
),

weighed AS (
    SELECT row_id, part_no, 'gross_kg' AS field, gross_kg AS text, gross_kg_plain AS plain, number_locale, weight_unit AS unit
    FROM declared
    WHERE kind <> 'nothing_stated' AND gross_kg IS NOT NULL AND weight_unit IS NOT NULL
    UNION ALL
    SELECT row_id, part_no, 'net_kg' AS field, net_kg AS text, net_kg_plain AS plain, number_locale, weight_unit AS unit
    FROM declared
    WHERE kind <> 'nothing_stated' AND net_kg IS NOT NULL AND weight_unit IS NOT NULL
),

weight_in_no_weight AS (
    SELECT weighed.row_id, weighed.part_no, weighed.field, weighed.text, weighed.unit
    FROM weighed
    JOIN reading ON reading.kind = 'unit' AND reading.text = weighed.unit
    WHERE coalesce(reading.code, '') <> 'kg'
),

-- only a unit that is more than its measure can make a number too large that was read
multiplied AS (
    SELECT
        measured.row_id, measured.part_no, measured.field, measured.text, measured.plain, measured.number_locale,
        measured.unit, reading.factor
    FROM measured
    JOIN reading ON reading.kind = 'unit' AND reading.text = measured.unit
    WHERE reading.factor > 1
    UNION ALL
    SELECT
        weighed.row_id, weighed.part_no, weighed.field, weighed.text, weighed.plain, weighed.number_locale,
        weighed.unit, reading.factor
    FROM weighed
    JOIN reading ON reading.kind = 'unit' AND reading.text = weighed.unit
    WHERE reading.factor > 1 AND reading.code = 'kg'
),

too_large_in_unit AS (
    SELECT multiplied.row_id, multiplied.part_no, multiplied.field, multiplied.text, multiplied.unit
    FROM multiplied
    LEFT JOIN reading AS number  -- no partner: a plain number
        ON number.kind = 'number' AND number.locale = multiplied.number_locale AND number.text = multiplied.text
    WHERE coalesce(multiplied.plain, number.measure) IS NOT NULL
        AND TRY_CAST(coalesce(multiplied.plain, number.measure) * multiplied.factor AS DECIMAL(18, 3)) IS NULL
),

-- a heading among the rows, or a row of a table of several records a row that states none of them
without_record AS (
    SELECT row_id, part_no, coalesce(partner, period, '') AS value_as_declared
    FROM declared
    WHERE kind = 'nothing_stated'
),

-- a cell that leaves blank what other cells of its file state: it may be the total of them
stated AS (
    SELECT
        row_id // 4294967296 AS source_no,
        count(reporter) AS n_reporter, count(partner) AS n_partner, count(period) AS n_period, count(tariff_line) AS n_tariff_line
    FROM declared
    WHERE kind = 'statistics'
    GROUP BY row_id // 4294967296
),

placed AS (
    SELECT
        declared.row_id, declared.part_no, declared.reporter, declared.partner, declared.period, declared.tariff_line,
        stated.n_reporter, stated.n_partner, stated.n_period, stated.n_tariff_line
    FROM declared
    JOIN stated ON stated.source_no = declared.row_id // 4294967296
    WHERE declared.kind = 'statistics'
),

not_placed AS (
    SELECT row_id, part_no, 'reporter' AS field FROM placed WHERE reporter IS NULL AND n_reporter > 0
    UNION ALL
    SELECT row_id, part_no, 'partner' AS field FROM placed WHERE partner IS NULL AND n_partner > 0
    UNION ALL
    SELECT row_id, part_no, 'period' AS field FROM placed WHERE period IS NULL AND n_period > 0
    UNION ALL
    SELECT row_id, part_no, 'tariff_line' AS field FROM placed WHERE tariff_line IS NULL AND n_tariff_line > 0
),

-- a code that the edition of its day does not know: kept and counted as declared, and told of
code_without_day AS (
    SELECT declaration_line.row_id, declaration_line.part_no, declaration_line.tariff_line, code_of_another_day.message
    FROM declaration_line
    JOIN code_of_another_day
        ON code_of_another_day.code = coalesce(declaration_line.hs_code, declaration_line.tariff_line)
        AND code_of_another_day.hs_edition = declaration_line.hs_edition
    UNION ALL
    SELECT trade_statistic.row_id, trade_statistic.part_no, trade_statistic.tariff_line, code_of_another_day.message
    FROM trade_statistic
    JOIN code_of_another_day
        ON code_of_another_day.code = coalesce(trade_statistic.hs_code, trade_statistic.tariff_line)
        AND code_of_another_day.hs_edition = trade_statistic.hs_edition
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
),

-- lines without a document that equal another of their file in every column: separate consignments, but told of
alike AS (
    SELECT row_id // 4294967296 AS source_no, count(*) AS n_lines
    FROM declaration_line
    WHERE declaration_id IS NULL
    GROUP BY
        row_id // 4294967296, event, document_kind, direction, item_no, version_no, version_on, version_mark, procedure,
        declared_on, released_on, contract_on, valid_until, text_no,
        producer, origin, dispatch, trading, sender, destination,
        consignor, consignee, importer, exporter, buyer, seller, contract_holder,
        applicant, declarant, broker, manufacturer, brand, carrier, notify_party, party_extra,
        quantity, unit, quantity_2, unit_2, packages, gross_kg, net_kg,
        invoice_value, invoice_currency, customs_value, customs_currency, statistical_value_usd, header_value,
        incoterm, transport, office, place_loaded, place_unloaded
    HAVING count(*) > 1
),

alike_in_source AS (
    SELECT source_no, CAST(sum(n_lines) AS BIGINT) AS n_lines, count(*) AS n_groups
    FROM alike
    GROUP BY source_no
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
    row_id, part_no, field AS column_name, field, 'not_placed' AS kind, '' AS value_as_declared,
    'blank, although other rows of the file state it: the cell may be their total, and is never added' AS message
FROM not_placed
UNION ALL
SELECT
    row_id, part_no, 'tariff_line' AS column_name, 'tariff_line' AS field, 'invalid_code_for_date' AS kind,
    tariff_line AS value_as_declared, message
FROM code_without_day
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
UNION ALL
SELECT
    row_id, part_no, field AS column_name, field, 'not_a_weight' AS kind, text AS value_as_declared,
    'a weight in ' || unit || ' is not turned into kilograms, and not used' AS message
FROM weight_in_no_weight
UNION ALL
SELECT
    row_id, part_no, field AS column_name, field, 'number_too_large' AS kind, text AS value_as_declared,
    'more than fifteen digits before the decimal mark once ' || unit || ' are turned into the measure of the unit' AS message
FROM too_large_in_unit
UNION ALL
SELECT
    source_no * 4294967296 AS row_id, CAST(0 AS SMALLINT) AS part_no, '' AS column_name, '' AS field,
    'alike_lines' AS kind, CAST(n_lines AS VARCHAR) AS value_as_declared,
    CAST(n_lines AS VARCHAR) || ' lines name no document and equal another in every column ('
        || CAST(n_groups AS VARCHAR) || ' contents): each counts as a consignment of its own' AS message
FROM alike_in_source
