/*
grain   = "one published cell that is not simply current: delivered again, or replaced by a newer vintage"
key     = ["row_id", "part_no"]
refresh = "whole"
*/
WITH delivery AS (
    SELECT
        source_no, sha256, sheet,
        first_value(source_no) OVER (PARTITION BY sha256, sheet ORDER BY file_name, source_no) AS first_no
    FROM source
),

-- the same bytes under another name
copied AS (
    SELECT
        cell.row_id, cell.part_no, 'repeated' AS state,
        delivery.first_no * 4294967296 + cell.row_id % 4294967296 AS same_as
    FROM cell_as_read AS cell
    JOIN delivery ON delivery.source_no = cell.row_id // 4294967296
    WHERE delivery.first_no <> delivery.source_no
),

published AS (
    SELECT
        cell.row_id, cell.part_no, cell.value, cell.net_kg, cell.quantity,
        first_value(cell.row_id) OVER same AS current_row_id,
        first_value(cell.part_no) OVER same AS current_part_no,
        first_value(cell.value) OVER same AS current_value,
        first_value(cell.net_kg) OVER same AS current_net_kg,
        first_value(cell.quantity) OVER same AS current_quantity
    FROM cell_as_read AS cell
    JOIN delivery ON delivery.source_no = cell.row_id // 4294967296 AND delivery.first_no = delivery.source_no
    -- a cell with an unread dimension is nobody's repetition
    WHERE cell.reporter IS NOT NULL AND cell.partner IS NOT NULL AND cell.flow IS NOT NULL
        AND cell.period_start IS NOT NULL AND cell.product_level IS NOT NULL
    -- newest vintage first; among equals the first by content, so that the order of ingest does not matter
    WINDOW same AS (
        PARTITION BY
            cell.reporter, cell.partner, cell.partner2, cell.partner_role, cell.flow, cell.procedure, cell.trade_mode,
            cell.region, cell.transport, cell.period_start, cell.period_months, cell.product_level, cell.tariff_line,
            cell.unit, cell.unit_2, cell.currency, cell.valuation, cell.source_column
        ORDER BY cell.vintage_on DESC NULLS LAST, delivery.sha256, delivery.sheet, cell.row_id, cell.part_no
    )
)

SELECT
    row_id, part_no,
    CASE
        WHEN value IS NOT DISTINCT FROM current_value
            AND net_kg IS NOT DISTINCT FROM current_net_kg
            AND quantity IS NOT DISTINCT FROM current_quantity
        THEN 'repeated'
        ELSE 'superseded'
    END AS state,
    current_row_id AS same_as
FROM published
WHERE row_id <> current_row_id OR part_no <> current_part_no
UNION ALL
SELECT row_id, part_no, state, same_as
FROM copied
