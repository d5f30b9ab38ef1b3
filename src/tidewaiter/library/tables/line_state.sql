/*
grain   = "one declaration line that is not simply current: the same filing delivered again"
key     = ["row_id", "part_no"]
refresh = "whole"
*/
WITH delivery AS (
    SELECT
        source_no, profile, sha256, sheet,
        first_value(source_no) OVER (PARTITION BY sha256, sheet ORDER BY file_name, source_no) AS first_no
    FROM source
),

-- the same bytes under another name
copied AS (
    SELECT
        line.row_id, line.part_no, 'repeated' AS state,
        delivery.first_no * 4294967296 + line.row_id % 4294967296 AS same_as
    FROM line_as_read AS line
    JOIN delivery ON delivery.source_no = line.row_id // 4294967296
    WHERE delivery.first_no <> delivery.source_no
),

filed_again AS (
    SELECT delivery.profile, line.declaration_id, line.item_no, line.version_no
    FROM line_as_read AS line
    JOIN delivery ON delivery.source_no = line.row_id // 4294967296
    WHERE line.declaration_id IS NOT NULL AND delivery.first_no = delivery.source_no
    GROUP BY delivery.profile, line.declaration_id, line.item_no, line.version_no
    HAVING count(DISTINCT delivery.source_no) > 1
),

filing AS (
    SELECT line.*, delivery.profile, delivery.sha256, delivery.sheet
    FROM line_as_read AS line
    JOIN delivery ON delivery.source_no = line.row_id // 4294967296 AND delivery.first_no = delivery.source_no
    JOIN filed_again
        ON filed_again.profile = delivery.profile
        AND filed_again.declaration_id = line.declaration_id
        AND filed_again.item_no IS NOT DISTINCT FROM line.item_no
        AND filed_again.version_no IS NOT DISTINCT FROM line.version_no
),

-- equal in every declared column; a group is named by its first row, by content and not by order of arrival
alike AS (
    SELECT
        row_id, part_no, sha256, sheet,
        first_value(row_id) OVER same AS group_row_id,
        first_value(part_no) OVER same AS group_part_no
    FROM filing
    WINDOW same AS (
        PARTITION BY
            profile, event, document_kind, direction, declaration_id, item_no, version_no, procedure,
            declared_on, released_on, contract_on, valid_until, tariff_line, description,
            producer, origin, dispatch, trading, sender, destination,
            consignor, consignee, importer, exporter, buyer, seller, contract_holder,
            applicant, declarant, broker, manufacturer, brand, carrier, notify_party, party_extra,
            quantity, unit, quantity_2, unit_2, packages, gross_kg, net_kg,
            invoice_value, invoice_currency, customs_value, customs_currency, statistical_value_usd, header_value,
            incoterm, transport, office, place_loaded, place_unloaded
        ORDER BY sha256, sheet, row_id, part_no
    )
),

-- rows of one file stay separate consignments even when they are alike: the nth of one file meets the nth of another
numbered AS (
    SELECT
        *,
        CAST(row_number() OVER (
            PARTITION BY group_row_id, group_part_no, sha256, sheet ORDER BY row_id, part_no
        ) AS INTEGER) AS nth
    FROM alike
),

paired AS (
    SELECT
        row_id, part_no, sha256, sheet,
        first_value(row_id) OVER pair AS first_row_id,
        first_value(sha256) OVER pair AS first_sha256,
        first_value(sheet) OVER pair AS first_sheet
    FROM numbered
    WINDOW pair AS (PARTITION BY group_row_id, group_part_no, nth ORDER BY sha256, sheet, row_id, part_no)
)

SELECT row_id, part_no, 'repeated' AS state, first_row_id AS same_as
FROM paired
WHERE sha256 <> first_sha256 OR sheet <> first_sheet
UNION ALL
SELECT row_id, part_no, state, same_as
FROM copied
