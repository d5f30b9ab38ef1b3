/*
grain   = "one distinct wording of a party, as declared, not seen in this case before"
key     = ["mention_no"]
refresh = "by_source"
*/
WITH declared_party AS (
    SELECT consignor_name AS name, consignor_identifier AS identifier, consignor_identifier_kind AS identifier_kind, consignor_address AS address, consignor_country AS country FROM declared
    UNION ALL SELECT consignee_name, consignee_identifier, consignee_identifier_kind, consignee_address, consignee_country FROM declared
    UNION ALL SELECT importer_name, importer_identifier, importer_identifier_kind, importer_address, importer_country FROM declared
    UNION ALL SELECT exporter_name, exporter_identifier, exporter_identifier_kind, exporter_address, exporter_country FROM declared
    UNION ALL SELECT buyer_name, buyer_identifier, buyer_identifier_kind, buyer_address, buyer_country FROM declared
    UNION ALL SELECT seller_name, seller_identifier, seller_identifier_kind, seller_address, seller_country FROM declared
    UNION ALL SELECT contract_holder_name, contract_holder_identifier, contract_holder_identifier_kind, contract_holder_address, contract_holder_country FROM declared
    UNION ALL SELECT applicant_name, applicant_identifier, applicant_identifier_kind, applicant_address, applicant_country FROM declared
    UNION ALL SELECT declarant_name, declarant_identifier, declarant_identifier_kind, declarant_address, declarant_country FROM declared
    UNION ALL SELECT broker_name, broker_identifier, broker_identifier_kind, broker_address, broker_country FROM declared
    UNION ALL SELECT manufacturer_name, manufacturer_identifier, manufacturer_identifier_kind, manufacturer_address, manufacturer_country FROM declared
    UNION ALL SELECT brand_name, brand_identifier, brand_identifier_kind, brand_address, brand_country FROM declared
    UNION ALL SELECT carrier_name, carrier_identifier, carrier_identifier_kind, carrier_address, carrier_country FROM declared
    UNION ALL SELECT notify_party_name, notify_party_identifier, notify_party_identifier_kind, notify_party_address, notify_party_country FROM declared
),

wording AS (
    SELECT DISTINCT name, identifier, identifier_kind, address, country
    FROM declared_party
    WHERE name IS NOT NULL OR identifier IS NOT NULL
),

keyed AS (
    SELECT
        substr(sha256(
            coalesce('=' || name, '-') || chr(31)
            || coalesce('=' || identifier, '-') || chr(31)
            || coalesce('=' || identifier_kind, '-') || chr(31)
            || coalesce('=' || address, '-') || chr(31)
            || coalesce('=' || country, '-')
        ), 1, 32) AS mention_key,
        name, identifier, identifier_kind, address, country
    FROM wording
)

SELECT
    CAST((SELECT coalesce(max(mention_no), 0) FROM known_mention) + row_number() OVER (ORDER BY keyed.mention_key) AS INTEGER) AS mention_no,
    keyed.mention_key, keyed.name, keyed.identifier, keyed.identifier_kind, keyed.address, keyed.country
FROM keyed
ANTI JOIN known_mention ON known_mention.mention_key = keyed.mention_key
