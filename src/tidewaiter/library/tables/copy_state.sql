/*
grain   = "one record that goes with a case, of a file whose bytes it holds under another name"
key     = ["row_id", "part_no"]
refresh = "whole"
*/
WITH delivery AS (
    SELECT
        source_no,
        first_value(source_no) OVER (PARTITION BY sha256, sheet, kind ORDER BY file_name, source_no) AS first_no
    FROM source
),

record AS (
    SELECT row_id, part_no FROM company_register_as_read
    UNION ALL
    SELECT row_id, part_no FROM component_as_read
    UNION ALL
    SELECT row_id, part_no FROM statement_as_read
    UNION ALL
    SELECT row_id, part_no FROM list_entry_as_read
    UNION ALL
    SELECT row_id, part_no FROM control_item_as_read
)

SELECT
    record.row_id, record.part_no, 'repeated' AS state,
    delivery.first_no * 4294967296 + record.row_id % 4294967296 AS same_as
FROM record
JOIN delivery ON delivery.source_no = record.row_id // 4294967296
WHERE delivery.first_no <> delivery.source_no
