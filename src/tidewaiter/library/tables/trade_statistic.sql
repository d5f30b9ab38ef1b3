/*
grain   = "one published cell"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
WITH read_cell AS (
    -- every LEFT JOIN: no partner means the column is blank, a plain number, or its text is a row in `problem`
    SELECT
        declared.row_id, declared.part_no,
        reporter_place.code AS reporter, partner_place.code AS partner, partner2_place.code AS partner2,
        reporter_place.level AS reporter_level, partner_place.level AS partner_level, declared.partner_role,
        declared.flow, declared.procedure, declared.trade_mode, declared.region, declared.transport,
        span.date_on AS period_start, span.months AS period_months,
        tariff.level AS product_level, tariff.code AS tariff_line, tariff.hs_code,
        -- an edition the profile maps and that cannot be read is none, not that of the day
        CASE WHEN source.fields LIKE '%hs_edition%' THEN declared.hs_edition ELSE span.hs_edition END AS hs_edition,
        -- in the unit's own measure: "thousand pieces" once times a thousand
        TRY_CAST(coalesce(declared.quantity_plain, quantity_number.measure) * coalesce(unit_word.factor, 1) AS DECIMAL(18, 3)) AS quantity, unit_word.code AS unit,
        TRY_CAST(coalesce(declared.quantity_2_plain, quantity_2_number.measure) * coalesce(unit_2_word.factor, 1) AS DECIMAL(18, 3)) AS quantity_2, unit_2_word.code AS unit_2,
        coalesce(declared.net_kg_plain, net_kg_number.measure) AS net_kg, declared.estimated,
        coalesce(declared.value_plain, value_number.amount) AS value, currency_word.code AS currency,
        coalesce(declared.value_fob_plain, value_fob_number.amount) AS value_fob, coalesce(declared.value_cif_plain, value_cif_number.amount) AS value_cif, declared.valuation AS stated_valuation,
        source.vintage_on, declared.source_column
    FROM declared
    LEFT JOIN source ON source.source_no = declared.row_id // 4294967296
    LEFT JOIN reading AS reporter_place ON reporter_place.kind = 'place' AND reporter_place.text = declared.reporter
    LEFT JOIN reading AS partner_place ON partner_place.kind = 'place' AND partner_place.text = declared.partner
    LEFT JOIN reading AS partner2_place ON partner2_place.kind = 'place' AND partner2_place.text = declared.partner2
    LEFT JOIN reading AS span ON span.kind = 'period' AND span.text = declared.period
    LEFT JOIN reading AS tariff ON tariff.kind = 'code' AND tariff.text = declared.tariff_line
    LEFT JOIN reading AS quantity_number ON quantity_number.kind = 'number' AND quantity_number.locale = declared.number_locale AND quantity_number.text = declared.quantity
    LEFT JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.unit
    LEFT JOIN reading AS quantity_2_number ON quantity_2_number.kind = 'number' AND quantity_2_number.locale = declared.number_locale AND quantity_2_number.text = declared.quantity_2
    LEFT JOIN reading AS unit_2_word ON unit_2_word.kind = 'unit' AND unit_2_word.text = declared.unit_2
    LEFT JOIN reading AS net_kg_number ON net_kg_number.kind = 'number' AND net_kg_number.locale = declared.number_locale AND net_kg_number.text = declared.net_kg
    LEFT JOIN reading AS value_number ON value_number.kind = 'number' AND value_number.locale = declared.value_locale AND value_number.text = declared.value
    LEFT JOIN reading AS currency_word ON currency_word.kind = 'currency' AND currency_word.text = declared.currency
    LEFT JOIN reading AS value_fob_number ON value_fob_number.kind = 'number' AND value_fob_number.locale = declared.value_locale AND value_fob_number.text = declared.value_fob
    LEFT JOIN reading AS value_cif_number ON value_cif_number.kind = 'number' AND value_cif_number.locale = declared.value_locale AND value_cif_number.text = declared.value_cif
    WHERE declared.kind = 'statistics'
)

SELECT
    read_cell.row_id, read_cell.part_no,
    read_cell.reporter, read_cell.partner, read_cell.partner2,
    read_cell.reporter_level, read_cell.partner_level, read_cell.partner_role,
    read_cell.flow, read_cell.procedure, read_cell.trade_mode, read_cell.region, read_cell.transport,
    read_cell.period_start, read_cell.period_months,
    read_cell.product_level, read_cell.tariff_line, read_cell.hs_code, read_cell.hs_edition,
    read_cell.quantity, read_cell.unit, read_cell.quantity_2, read_cell.unit_2, read_cell.net_kg, read_cell.estimated,
    read_cell.value, read_cell.currency, read_cell.value_fob, read_cell.value_cif,
    -- where the profile does not say it: what the value equals, and not the other
    CASE
        WHEN read_cell.stated_valuation IS NOT NULL THEN read_cell.stated_valuation
        WHEN read_cell.value = read_cell.value_cif AND NOT (read_cell.value IS NOT DISTINCT FROM read_cell.value_fob) THEN 'cif'
        WHEN read_cell.value = read_cell.value_fob AND NOT (read_cell.value IS NOT DISTINCT FROM read_cell.value_cif) THEN 'fob'
    END AS valuation,
    CASE WHEN read_cell.currency = 'USD' THEN read_cell.value ELSE TRY_CAST(read_cell.value * rate.usd_per_unit AS DECIMAL(18, 2)) END AS value_usd,
    CASE WHEN rate.usd_per_unit IS NOT NULL THEN 'mean of the daily rates of its months' END AS fx_rule,
    read_cell.vintage_on, read_cell.source_column
FROM read_cell
LEFT JOIN rate  -- no partner: no rate for some of its months, a row in `problem`
    ON rate.currency = read_cell.currency AND rate.start_on = read_cell.period_start AND rate.months = read_cell.period_months
