/*
What rows with ids leave open: several values, ids of nobody, ids of several rows, rows of no kind.
`one_value(cell)` is what a cell states: of several values one, where they differ in case and spacing at most.
*/
WITH stated AS (
    SELECT row_id, name_column AS column_name, 'name' AS field, name AS text, label FROM party_filed
    UNION ALL SELECT row_id, identifier_column, 'identifier', identifier, NULL FROM party_filed
    UNION ALL SELECT row_id, address_column, 'address', address, NULL FROM party_filed
    UNION ALL SELECT row_id, country_column, 'country', country, NULL FROM party_filed
),
ambiguous AS (
    SELECT
        row_id, column_name, field, text,
        coalesce(list_contains(json_extract_string(text, '$[*]'), label), FALSE) AS is_labelled
    FROM stated
    WHERE text IS NOT NULL AND one_value(text) IS NULL
),
numbered AS (
    SELECT row_id, id, row_number() OVER (PARTITION BY source_no, id ORDER BY row_id) AS place, is_record
    FROM filed
    WHERE id IS NOT NULL AND (is_record OR row_id IN (SELECT row_id FROM party_filed))
)
SELECT
    row_id, CAST(0 AS SMALLINT) AS part_no, column_name, field, 'several_values' AS kind, text AS value_as_declared,
    CASE
        WHEN is_labelled THEN 'several values stand here; the one this row is labelled with is used'
        ELSE 'several values stand here; none of them is used'
    END AS message
FROM ambiguous
UNION ALL
SELECT
    reference.row_id, CAST(0 AS SMALLINT) AS part_no, reference.column_name, reference.field, 'no_such_id' AS kind,
    reference.id AS value_as_declared, 'no row of this file has this id; the party is known by it alone' AS message
FROM reference
ANTI JOIN party ON party.source_no = reference.source_no AND party.id = reference.id
UNION ALL
SELECT DISTINCT
    of_row_id AS row_id, CAST(0 AS SMALLINT) AS part_no, column_name, field, 'no_such_id' AS kind,
    id AS value_as_declared, 'no row of this file has this id; what it would state is missing' AS message
FROM further
WHERE row_id IS NULL
UNION ALL
SELECT
    row_id, CAST(0 AS SMALLINT) AS part_no, :id_column AS column_name, 'id' AS field, 'same_id' AS kind,
    id AS value_as_declared,
    CASE
        WHEN is_record THEN 'another record has this id and states something else; each counts'
        ELSE 'another row has this id; what they state differently is not used'
    END AS message
FROM numbered
WHERE place > 1
UNION ALL
SELECT
    row_id, CAST(0 AS SMALLINT) AS part_no, :kind_column AS column_name, 'id' AS field, 'nothing_stated' AS kind,
    coalesce(id, '') AS value_as_declared, 'nothing says what kind of row this is; it is kept as it stands' AS message
FROM filed
WHERE NOT is_record AND is_blank
