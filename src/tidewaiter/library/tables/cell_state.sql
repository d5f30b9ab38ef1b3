/*
grain   = "one published cell that is not simply current: delivered again, replaced by a newer vintage, or contradicted"
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
        cell.row_id, cell.part_no, cell.value, cell.net_kg, cell.quantity, cell.vintage_on,
        first_value(cell.row_id) OVER same AS first_row_id,
        first_value(cell.part_no) OVER same AS first_part_no,
        first_value(cell.value) OVER same AS first_value,
        first_value(cell.net_kg) OVER same AS first_net_kg,
        first_value(cell.quantity) OVER same AS first_quantity,
        first_value(cell.vintage_on) OVER same AS newest_on
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
            -- a total of all goods is the same under every edition that could be read
            CASE WHEN cell.product_level = 'total' AND cell.hs_edition IS NOT NULL THEN 'any' ELSE cell.hs_edition END,
            cell.unit, cell.unit_2, cell.currency, cell.valuation
        ORDER BY cell.vintage_on DESC NULLS LAST, delivery.sha256, delivery.sheet, cell.row_id, cell.part_no
    )
),

judged AS (
    SELECT
        row_id, part_no, first_row_id, first_part_no,
        vintage_on IS NOT DISTINCT FROM newest_on AS is_newest,
        value IS NOT DISTINCT FROM first_value
            AND net_kg IS NOT DISTINCT FROM first_net_kg
            AND quantity IS NOT DISTINCT FROM first_quantity AS is_equal
    FROM published
),

-- two values of one vintage: something tells these cells apart that the profile does not map
disputed AS (
    SELECT DISTINCT first_row_id, first_part_no
    FROM judged
    WHERE is_newest AND NOT is_equal
)

SELECT
    judged.row_id, judged.part_no,
    CASE
        WHEN judged.is_newest AND disputed.first_row_id IS NOT NULL THEN 'conflicting'
        WHEN judged.is_equal THEN 'repeated'
        ELSE 'superseded'
    END AS state,
    judged.first_row_id AS same_as
FROM judged
LEFT JOIN disputed  -- no partner: nobody contradicts this cell
    ON disputed.first_row_id = judged.first_row_id AND disputed.first_part_no = judged.first_part_no
WHERE judged.row_id <> judged.first_row_id OR judged.part_no <> judged.first_part_no OR disputed.first_row_id IS NOT NULL
UNION ALL
SELECT row_id, part_no, state, same_as
FROM copied
