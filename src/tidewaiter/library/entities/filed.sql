/*
Every row with its id, and whether it is a record; one that only repeats another is none.
*/
SELECT
    row_seen.row_id, row_seen.source_no, row_seen.id,
    row_seen.is_record AND again.row_id IS NULL AS is_record, row_seen.is_blank
FROM row_seen
LEFT JOIN again ON again.row_id = row_seen.row_id  -- no partner: it repeats none
