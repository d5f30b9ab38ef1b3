/*
One party an id. Rows with one id are parts of one party: what they state differently is not used.
`one_value(cell)` is what a cell states: of several values one, where they differ in case and spacing at most.
*/
WITH other_number AS (
    SELECT source_no, id, min(identifier) AS identifier, min(identifier_kind) AS identifier_kind
    FROM party_read
    WHERE identifier <> id
    GROUP BY source_no, id
    HAVING count(DISTINCT identifier || chr(31) || coalesce(identifier_kind, '')) = 1
)
SELECT
    party_read.source_no, party_read.id,
    CASE WHEN count(DISTINCT party_read.name) = 1 THEN min(party_read.name) END AS name,
    coalesce(min(other_number.identifier), party_read.id) AS identifier,
    CASE
        WHEN min(other_number.identifier) IS NULL THEN :id_kind
        ELSE min(other_number.identifier_kind)
    END AS identifier_kind,
    CASE WHEN count(DISTINCT party_read.address) = 1 THEN min(party_read.address) END AS address,
    CASE WHEN count(DISTINCT party_read.country) = 1 THEN min(party_read.country) END AS country
FROM party_read
LEFT JOIN other_number  -- no partner: no number but the id, or several
    ON other_number.source_no = party_read.source_no AND other_number.id = party_read.id
GROUP BY party_read.source_no, party_read.id
