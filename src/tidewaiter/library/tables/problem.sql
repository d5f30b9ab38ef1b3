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

-- both weights stand in one unit
weight_in_no_weight AS (
    SELECT declared.row_id, declared.part_no, declared.weight_unit, 'gross_kg' AS field
    FROM declared
    JOIN reading ON reading.kind = 'unit' AND reading.text = declared.weight_unit
    WHERE coalesce(reading.code, '') <> 'kg' AND declared.gross_kg IS NOT NULL
    UNION ALL
    SELECT declared.row_id, declared.part_no, declared.weight_unit, 'net_kg' AS field
    FROM declared
    JOIN reading ON reading.kind = 'unit' AND reading.text = declared.weight_unit
    WHERE coalesce(reading.code, '') <> 'kg' AND declared.net_kg IS NOT NULL
),

-- "thousand pieces" makes a number larger than it stands on paper
in_multiples AS (
    SELECT
        declared.row_id, declared.part_no, 'quantity' AS field, declared.quantity AS value_as_declared,
        coalesce(declared.quantity_plain, number.measure) AS measure, unit_word.factor
    FROM declared
    JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.unit
    LEFT JOIN reading AS number  -- no partner: a plain number, or none
        ON number.kind = 'number' AND number.locale = declared.number_locale AND number.text = declared.quantity
    WHERE unit_word.factor > 1
    UNION ALL
    SELECT
        declared.row_id, declared.part_no, 'quantity_2' AS field, declared.quantity_2 AS value_as_declared,
        coalesce(declared.quantity_2_plain, number.measure) AS measure, unit_word.factor
    FROM declared
    JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.unit_2
    LEFT JOIN reading AS number  -- no partner: a plain number, or none
        ON number.kind = 'number' AND number.locale = declared.number_locale AND number.text = declared.quantity_2
    WHERE unit_word.factor > 1
    UNION ALL
    SELECT
        declared.row_id, declared.part_no, 'gross_kg' AS field, declared.gross_kg AS value_as_declared,
        coalesce(declared.gross_kg_plain, number.measure) AS measure, unit_word.factor
    FROM declared
    JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.weight_unit
    LEFT JOIN reading AS number  -- no partner: a plain number, or none
        ON number.kind = 'number' AND number.locale = declared.number_locale AND number.text = declared.gross_kg
    WHERE unit_word.code = 'kg' AND unit_word.factor > 1
    UNION ALL
    SELECT
        declared.row_id, declared.part_no, 'net_kg' AS field, declared.net_kg AS value_as_declared,
        coalesce(declared.net_kg_plain, number.measure) AS measure, unit_word.factor
    FROM declared
    JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.weight_unit
    LEFT JOIN reading AS number  -- no partner: a plain number, or none
        ON number.kind = 'number' AND number.locale = declared.number_locale AND number.text = declared.net_kg
    WHERE unit_word.code = 'kg' AND unit_word.factor > 1
),

-- a heading among the rows, or a row of a table of several records a row that states none of them
without_record AS (
    SELECT row_id, part_no, coalesce(partner, period) AS value_as_declared
    FROM declared
    WHERE kind = 'nothing_stated'
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
    row_id, part_no, field AS column_name, field, 'not_a_weight' AS kind,
    weight_unit AS value_as_declared, 'a weight in this unit is not turned into kilograms, and not used' AS message
FROM weight_in_no_weight
UNION ALL
SELECT
    row_id, part_no, field AS column_name, field, 'number_too_large' AS kind, value_as_declared,
    'in the unit''s own measure it has more than fifteen digits before the decimal mark' AS message
FROM in_multiples
WHERE measure IS NOT NULL AND TRY_CAST(measure * factor AS DECIMAL(18, 3)) IS NULL
UNION ALL
SELECT
    source_no * 4294967296 AS row_id, CAST(0 AS SMALLINT) AS part_no, '' AS column_name, '' AS field,
    'alike_lines' AS kind, CAST(n_lines AS VARCHAR) AS value_as_declared,
    CAST(n_lines AS VARCHAR) || ' lines name no document and equal another in every column ('
        || CAST(n_groups AS VARCHAR) || ' contents): each counts as a consignment of its own' AS message
FROM alike_in_source
