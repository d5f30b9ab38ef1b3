/*
Rows that are no records, with the records they gave something to; without a record where they gave to none.
*/
WITH named AS (
    SELECT party_filed.row_id, reference.row_id AS of_row_id
    FROM reference
    JOIN party_filed ON party_filed.source_no = reference.source_no AND party_filed.id = reference.id
),
link AS (
    SELECT row_id, of_row_id FROM named
    UNION
    SELECT row_id, of_row_id FROM again
    UNION
    SELECT further.row_id, named.of_row_id FROM further JOIN named ON named.row_id = further.of_row_id
),
other AS (
    SELECT row_id FROM filed WHERE NOT is_record AND NOT is_blank
)
SELECT other.row_id, CAST(0 AS SMALLINT) AS part_no, link.of_row_id
FROM other
LEFT JOIN link ON link.row_id = other.row_id  -- no partner: no record refers to it
ORDER BY other.row_id, link.of_row_id
