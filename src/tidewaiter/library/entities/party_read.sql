/*
What the row of a party states: one name, number, address and country, or none.
`one_value(cell)` is what a cell states: of several values one, where they differ in case and spacing at most.
*/
SELECT
    row_id, source_no, id,
    CASE
        WHEN one_value(name) IS NOT NULL OR name IS NULL THEN one_value(name)
        WHEN list_contains(json_extract_string(name, '$[*]'), label) THEN label
    END AS name,
    coalesce(one_value(identifier), id) AS identifier,
    CASE WHEN one_value(identifier) IS NULL THEN :id_kind ELSE identifier_kind END AS identifier_kind,
    one_value(address) AS address, one_value(country) AS country
FROM party_filed
