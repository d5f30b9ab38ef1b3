/*
grain   = "one declaration line that is not simply current: delivered again, superseded, withdrawn, or contradicted"
key     = ["row_id", "part_no"]
refresh = "whole"
*/
WITH delivery AS (
    SELECT
        source_no, profile, sha256, sheet, document_key, item_key, newest, supersedes, vintage_on,
        first_value(source_no) OVER (PARTITION BY sha256, sheet ORDER BY file_name, source_no) AS first_no,
        first_value(source_no) OVER (PARTITION BY sha256 ORDER BY source_no) AS arrival_no  -- the sheets of one file came together
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

-- a number that stands on one line alone, and withdraws nothing, says all there is to know
shared AS (
    SELECT declaration_id
    FROM line_as_read
    WHERE declaration_id IS NOT NULL
    GROUP BY declaration_id
    HAVING count(*) > 1 OR count(CASE WHEN version_mark = 'withdrawn' THEN 1 END) > 0
),

-- under the document and item its profile names; item is null where nothing tells the lines of a document apart
filed AS (
    SELECT
        line.row_id, line.part_no, delivery.source_no, delivery.profile, delivery.sha256, delivery.sheet,
        delivery.newest, delivery.supersedes, delivery.vintage_on, delivery.arrival_no,
        line.version_no, line.version_on, line.version_mark,
        CASE
            WHEN coalesce(delivery.document_key, 'declaration_id') = 'declaration_id' THEN line.declaration_id
            ELSE line.declaration_id
                || CASE WHEN delivery.document_key LIKE '%office%' THEN chr(31) || coalesce(line.office, '') ELSE '' END
                || CASE WHEN delivery.document_key LIKE '%declared_on%' THEN chr(31) || coalesce(CAST(line.declared_on AS VARCHAR), '') ELSE '' END
                || CASE WHEN delivery.document_key LIKE '%document_kind%' THEN chr(31) || coalesce(line.document_kind, '') ELSE '' END
        END AS document,
        CASE
            WHEN delivery.item_key = 'item_no' THEN line.item_no
            WHEN delivery.item_key = 'declaration_id' THEN '1'
            WHEN delivery.item_key <> '' THEN
                CASE WHEN delivery.item_key LIKE '%item_no%' THEN coalesce(line.item_no, '') ELSE '' END
                || CASE WHEN delivery.item_key LIKE '%tariff_line%' THEN chr(31) || coalesce(line.tariff_line, '') ELSE '' END
                || CASE WHEN delivery.item_key LIKE '%description%' THEN chr(31) || coalesce(line.description, '') ELSE '' END
        END AS item
    FROM line_as_read AS line
    JOIN delivery ON delivery.source_no = line.row_id // 4294967296 AND delivery.first_no = delivery.source_no
    JOIN shared ON shared.declaration_id = line.declaration_id
),

-- what tells a newer version, as one text that sorts: number, day, mark, vintage, arrival;
-- a withdrawal that names no version withdraws all of them
versioned AS (
    SELECT
        row_id, part_no, source_no, profile, sha256, sheet, supersedes, document, item, version_no,
        coalesce(version_mark, '') = 'withdrawn' AS is_withdrawal,
        CASE
            WHEN newest NOT LIKE '%version_no%' THEN ''
            WHEN version_no IS NULL AND version_mark = 'withdrawn' THEN '~'
            ELSE lpad(coalesce(version_no, ''), 20, '0')
        END || ' ' || CASE
            WHEN newest NOT LIKE '%version_on%' THEN ''
            WHEN version_on IS NULL AND version_mark = 'withdrawn' THEN '~'
            ELSE coalesce(CAST(version_on AS VARCHAR), '')
        END || ' ' || CASE
            WHEN newest NOT LIKE '%version_mark%' THEN ''
            WHEN version_mark = 'withdrawn' THEN '2'
            WHEN version_mark = 'corrected' THEN '1'
            ELSE '0'
        END || ' ' || CASE
            WHEN newest LIKE '%vintage%' THEN coalesce(CAST(vintage_on AS VARCHAR), '')
            ELSE ''
        END || ' ' || CASE
            WHEN newest LIKE '%arrival%' THEN lpad(CAST(arrival_no AS VARCHAR), 20, '0')
            ELSE ''
        END AS version
    FROM filed
),

filed_again AS (
    SELECT profile, document, item, version_no
    FROM versioned
    GROUP BY profile, document, item, version_no
    HAVING count(DISTINCT source_no) > 1 OR count(item) > 1
),

-- what could not be read is null in the line: two lines are alike only if it reads alike on paper too
unread AS (
    SELECT row_id, part_no, max(field || '=' || value_as_declared) AS last_text, count(*) AS n_texts
    FROM problem
    WHERE field <> '' AND kind NOT IN ('no_rate', 'code_mended', 'day_as_number')
    GROUP BY row_id, part_no
),

filing AS (
    SELECT
        line.*, versioned.profile, versioned.sha256, versioned.sheet, versioned.item, versioned.version,
        unread.last_text, unread.n_texts
    FROM versioned
    JOIN filed_again
        ON filed_again.profile = versioned.profile
        AND filed_again.document = versioned.document
        AND filed_again.item IS NOT DISTINCT FROM versioned.item
        AND filed_again.version_no IS NOT DISTINCT FROM versioned.version_no
    JOIN line_as_read AS line ON line.row_id = versioned.row_id AND line.part_no = versioned.part_no
    LEFT JOIN unread  -- no partner: all of the line was read
        ON unread.row_id = versioned.row_id AND unread.part_no = versioned.part_no
),

-- equal in every declared column; a group is named by its newest row, then by content and not by order of arrival
alike AS (
    SELECT
        row_id, part_no, sha256, sheet, item, version,
        first_value(row_id) OVER same AS group_row_id,
        first_value(part_no) OVER same AS group_part_no
    FROM filing
    WINDOW same AS (
        PARTITION BY
            profile, event, document_kind, direction, declaration_id, item_no, version_no, version_on, version_mark, procedure,
            declared_on, released_on, contract_on, valid_until, tariff_line, description,
            producer, origin, dispatch, trading, sender, destination,
            consignor, consignee, importer, exporter, buyer, seller, contract_holder,
            applicant, declarant, broker, manufacturer, brand, carrier, notify_party, party_extra,
            quantity, unit, quantity_2, unit_2, packages, gross_kg, net_kg,
            invoice_value, invoice_currency, customs_value, customs_currency, statistical_value_usd, header_value,
            incoterm, transport, office, place_loaded, place_unloaded, last_text, n_texts
        ORDER BY version DESC, sha256, sheet, row_id, part_no
    )
),

-- without an item to name them, rows of one file stay separate consignments even when they are alike:
-- the nth of one file meets the nth of another
numbered AS (
    SELECT
        *,
        CASE
            WHEN item IS NOT NULL THEN 1
            ELSE CAST(row_number() OVER (
                PARTITION BY group_row_id, group_part_no, sha256, sheet ORDER BY row_id, part_no
            ) AS INTEGER)
        END AS nth
    FROM alike
),

paired AS (
    SELECT
        row_id, part_no,
        first_value(row_id) OVER pair AS first_row_id,
        first_value(part_no) OVER pair AS first_part_no
    FROM numbered
    WINDOW pair AS (PARTITION BY group_row_id, group_part_no, nth ORDER BY version DESC, sha256, sheet, row_id, part_no)
),

repeated AS (
    SELECT row_id, part_no, 'repeated' AS state, first_row_id AS same_as
    FROM paired
    WHERE row_id <> first_row_id OR part_no <> first_part_no
),

-- where profiles know versions: documents with more than one, with a withdrawal, or with an item filed twice
reissued AS (
    SELECT profile, document
    FROM versioned
    WHERE supersedes <> ''
    GROUP BY profile, document
    HAVING count(DISTINCT version) > 1 OR count(item) > count(DISTINCT item) OR count(CASE WHEN is_withdrawal THEN 1 END) > 0
),

-- a newer version replaces the document, or the item it names
unit AS (
    SELECT
        versioned.row_id, versioned.part_no, versioned.profile, versioned.document, versioned.item,
        versioned.version, versioned.is_withdrawal,
        CASE WHEN versioned.supersedes = 'item' THEN versioned.item END AS unit_item,
        versioned.supersedes = 'document' OR versioned.item IS NOT NULL AS has_unit
    FROM versioned
    JOIN reissued ON reissued.profile = versioned.profile AND reissued.document = versioned.document
    ANTI JOIN repeated ON repeated.row_id = versioned.row_id AND repeated.part_no = versioned.part_no
    WHERE versioned.supersedes <> ''
),

-- a withdrawal without an item is one of the whole document
withdrawal AS (
    SELECT profile, document, unit_item, max(version) AS version
    FROM unit
    WHERE is_withdrawal
    GROUP BY profile, document, unit_item
),

standing AS (
    SELECT
        unit.row_id, unit.part_no, unit.profile, unit.document, unit.item, unit.version, unit.is_withdrawal,
        unit.has_unit AND NOT unit.is_withdrawal
            AND unit.version <> first_value(unit.version) OVER newest_first AS is_older,
        coalesce(of_document.version >= unit.version, FALSE)
            OR coalesce(of_item.version >= unit.version, FALSE) AS is_withdrawn
    FROM unit
    LEFT JOIN withdrawal AS of_document  -- no partner: the document was not withdrawn
        ON of_document.profile = unit.profile AND of_document.document = unit.document AND of_document.unit_item IS NULL
    LEFT JOIN withdrawal AS of_item  -- no partner: the item was not withdrawn
        ON of_item.profile = unit.profile AND of_item.document = unit.document AND of_item.unit_item = unit.unit_item
    WINDOW newest_first AS (
        PARTITION BY unit.profile, unit.document, unit.unit_item, unit.is_withdrawal ORDER BY unit.version DESC
    )
),

-- two contents of one item in one version: nothing says which of them is newer
disputed AS (
    SELECT profile, document, item, version
    FROM standing
    WHERE item IS NOT NULL AND NOT is_withdrawal AND NOT is_older AND NOT is_withdrawn
    GROUP BY profile, document, item, version
    HAVING count(*) > 1
),

judged AS (
    SELECT
        standing.row_id, standing.part_no,
        CASE
            WHEN standing.is_withdrawal THEN 'cancelled'
            WHEN standing.is_older THEN 'superseded'
            WHEN standing.is_withdrawn THEN 'cancelled'
            WHEN disputed.item IS NOT NULL THEN 'conflicting'
        END AS state
    FROM standing
    LEFT JOIN disputed  -- no partner: nobody contradicts this line
        ON disputed.profile = standing.profile AND disputed.document = standing.document
        AND disputed.item = standing.item AND disputed.version = standing.version
)

SELECT row_id, part_no, state, same_as
FROM repeated
UNION ALL
SELECT row_id, part_no, state, same_as
FROM copied
UNION ALL
SELECT row_id, part_no, state, CAST(NULL AS BIGINT) AS same_as
FROM judged
WHERE state IS NOT NULL
