/*
grain   = "one goods item in one version of one document, as declared"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
WITH read_line AS (
    -- every LEFT JOIN: no partner means the column is blank, or its text is a row in `problem`
    SELECT
        declared.row_id, declared.part_no,
        declared.event, declared.document_kind, declared.direction,
        declared.declaration_id, declared.item_no, declared.version_no,
        version_day.date_on AS version_on, declared.version_mark, declared.procedure,
        declared_day.date_on AS declared_on, released_day.date_on AS released_on, contract_day.date_on AS contract_on, last_day.date_on AS valid_until,
        tariff.code AS tariff_line, tariff.hs_code, declared_day.hs_edition,
        declared.description,
        producer_place.code AS producer, origin_place.code AS origin, dispatch_place.code AS dispatch,
        trading_place.code AS trading, sender_place.code AS sender, destination_place.code AS destination,
        declared.party_extra, declared.unit AS unit_as_declared, declared.unit_2 AS unit_2_as_declared,
        -- in the unit's own measure: "thousand pieces" once times a thousand
        TRY_CAST(quantity_number.measure * coalesce(unit_word.factor, 1) AS DECIMAL(18, 3)) AS quantity, unit_word.code AS unit,
        TRY_CAST(quantity_2_number.measure * coalesce(unit_2_word.factor, 1) AS DECIMAL(18, 3)) AS quantity_2, unit_2_word.code AS unit_2,
        packages_number.measure AS packages, 
        -- where the paper names the unit of its weights, they are turned into kilograms
        CASE
            WHEN declared.weight_unit IS NULL THEN gross_kg_number.measure
            WHEN weight_word.code = 'kg' THEN TRY_CAST(gross_kg_number.measure * weight_word.factor AS DECIMAL(18, 3))
        END AS gross_kg,
        CASE
            WHEN declared.weight_unit IS NULL THEN net_kg_number.measure
            WHEN weight_word.code = 'kg' THEN TRY_CAST(net_kg_number.measure * weight_word.factor AS DECIMAL(18, 3))
        END AS net_kg,
        invoice_value_number.amount AS invoice_value, invoice_currency_word.code AS invoice_currency,
        customs_value_number.amount AS customs_value, customs_currency_word.code AS customs_currency,
        statistical_value_usd_number.amount AS statistical_value_usd, header_value_number.amount AS header_value,
        declared.incoterm, declared.transport, declared.office, declared.place_loaded, declared.place_unloaded,
        consignor.mention_no AS consignor,
        consignee.mention_no AS consignee,
        importer.mention_no AS importer,
        exporter.mention_no AS exporter,
        buyer.mention_no AS buyer,
        seller.mention_no AS seller,
        contract_holder.mention_no AS contract_holder,
        applicant.mention_no AS applicant,
        declarant.mention_no AS declarant,
        broker.mention_no AS broker,
        manufacturer.mention_no AS manufacturer,
        brand.mention_no AS brand,
        carrier.mention_no AS carrier,
        notify_party.mention_no AS notify_party
    FROM declared
    LEFT JOIN reading AS declared_day ON declared_day.kind = 'date' AND declared_day.locale = declared.date_locale AND declared_day.text = declared.declared_on
    LEFT JOIN reading AS version_day ON version_day.kind = 'date' AND version_day.locale = declared.date_locale AND version_day.text = declared.version_on
    LEFT JOIN reading AS released_day ON released_day.kind = 'date' AND released_day.locale = declared.date_locale AND released_day.text = declared.released_on
    LEFT JOIN reading AS contract_day ON contract_day.kind = 'date' AND contract_day.locale = declared.date_locale AND contract_day.text = declared.contract_on
    LEFT JOIN reading AS last_day ON last_day.kind = 'date' AND last_day.locale = declared.date_locale AND last_day.text = declared.valid_until
    LEFT JOIN reading AS tariff ON tariff.kind = 'code' AND tariff.text = declared.tariff_line
    LEFT JOIN reading AS producer_place ON producer_place.kind = 'place' AND producer_place.text = declared.producer
    LEFT JOIN reading AS origin_place ON origin_place.kind = 'place' AND origin_place.text = declared.origin
    LEFT JOIN reading AS dispatch_place ON dispatch_place.kind = 'place' AND dispatch_place.text = declared.dispatch
    LEFT JOIN reading AS trading_place ON trading_place.kind = 'place' AND trading_place.text = declared.trading
    LEFT JOIN reading AS sender_place ON sender_place.kind = 'place' AND sender_place.text = declared.sender
    LEFT JOIN reading AS destination_place ON destination_place.kind = 'place' AND destination_place.text = declared.destination
    LEFT JOIN reading AS quantity_number ON quantity_number.kind = 'number' AND quantity_number.locale = declared.number_locale AND quantity_number.text = declared.quantity
    LEFT JOIN reading AS quantity_2_number ON quantity_2_number.kind = 'number' AND quantity_2_number.locale = declared.number_locale AND quantity_2_number.text = declared.quantity_2
    LEFT JOIN reading AS packages_number ON packages_number.kind = 'number' AND packages_number.locale = declared.number_locale AND packages_number.text = declared.packages
    LEFT JOIN reading AS gross_kg_number ON gross_kg_number.kind = 'number' AND gross_kg_number.locale = declared.number_locale AND gross_kg_number.text = declared.gross_kg
    LEFT JOIN reading AS net_kg_number ON net_kg_number.kind = 'number' AND net_kg_number.locale = declared.number_locale AND net_kg_number.text = declared.net_kg
    LEFT JOIN reading AS invoice_value_number ON invoice_value_number.kind = 'number' AND invoice_value_number.locale = declared.number_locale AND invoice_value_number.text = declared.invoice_value
    LEFT JOIN reading AS customs_value_number ON customs_value_number.kind = 'number' AND customs_value_number.locale = declared.number_locale AND customs_value_number.text = declared.customs_value
    LEFT JOIN reading AS statistical_value_usd_number ON statistical_value_usd_number.kind = 'number' AND statistical_value_usd_number.locale = declared.number_locale AND statistical_value_usd_number.text = declared.statistical_value_usd
    LEFT JOIN reading AS header_value_number ON header_value_number.kind = 'number' AND header_value_number.locale = declared.number_locale AND header_value_number.text = declared.header_value
    LEFT JOIN reading AS unit_word ON unit_word.kind = 'unit' AND unit_word.text = declared.unit
    LEFT JOIN reading AS unit_2_word ON unit_2_word.kind = 'unit' AND unit_2_word.text = declared.unit_2
    LEFT JOIN reading AS weight_word ON weight_word.kind = 'unit' AND weight_word.text = declared.weight_unit
    LEFT JOIN reading AS invoice_currency_word ON invoice_currency_word.kind = 'currency' AND invoice_currency_word.text = declared.invoice_currency
    LEFT JOIN reading AS customs_currency_word ON customs_currency_word.kind = 'currency' AND customs_currency_word.text = declared.customs_currency
    LEFT JOIN mention AS consignor ON consignor.name IS NOT DISTINCT FROM declared.consignor_name AND consignor.identifier IS NOT DISTINCT FROM declared.consignor_identifier AND consignor.identifier_kind IS NOT DISTINCT FROM declared.consignor_identifier_kind AND consignor.address IS NOT DISTINCT FROM declared.consignor_address AND consignor.country IS NOT DISTINCT FROM declared.consignor_country
    LEFT JOIN mention AS consignee ON consignee.name IS NOT DISTINCT FROM declared.consignee_name AND consignee.identifier IS NOT DISTINCT FROM declared.consignee_identifier AND consignee.identifier_kind IS NOT DISTINCT FROM declared.consignee_identifier_kind AND consignee.address IS NOT DISTINCT FROM declared.consignee_address AND consignee.country IS NOT DISTINCT FROM declared.consignee_country
    LEFT JOIN mention AS importer ON importer.name IS NOT DISTINCT FROM declared.importer_name AND importer.identifier IS NOT DISTINCT FROM declared.importer_identifier AND importer.identifier_kind IS NOT DISTINCT FROM declared.importer_identifier_kind AND importer.address IS NOT DISTINCT FROM declared.importer_address AND importer.country IS NOT DISTINCT FROM declared.importer_country
    LEFT JOIN mention AS exporter ON exporter.name IS NOT DISTINCT FROM declared.exporter_name AND exporter.identifier IS NOT DISTINCT FROM declared.exporter_identifier AND exporter.identifier_kind IS NOT DISTINCT FROM declared.exporter_identifier_kind AND exporter.address IS NOT DISTINCT FROM declared.exporter_address AND exporter.country IS NOT DISTINCT FROM declared.exporter_country
    LEFT JOIN mention AS buyer ON buyer.name IS NOT DISTINCT FROM declared.buyer_name AND buyer.identifier IS NOT DISTINCT FROM declared.buyer_identifier AND buyer.identifier_kind IS NOT DISTINCT FROM declared.buyer_identifier_kind AND buyer.address IS NOT DISTINCT FROM declared.buyer_address AND buyer.country IS NOT DISTINCT FROM declared.buyer_country
    LEFT JOIN mention AS seller ON seller.name IS NOT DISTINCT FROM declared.seller_name AND seller.identifier IS NOT DISTINCT FROM declared.seller_identifier AND seller.identifier_kind IS NOT DISTINCT FROM declared.seller_identifier_kind AND seller.address IS NOT DISTINCT FROM declared.seller_address AND seller.country IS NOT DISTINCT FROM declared.seller_country
    LEFT JOIN mention AS contract_holder ON contract_holder.name IS NOT DISTINCT FROM declared.contract_holder_name AND contract_holder.identifier IS NOT DISTINCT FROM declared.contract_holder_identifier AND contract_holder.identifier_kind IS NOT DISTINCT FROM declared.contract_holder_identifier_kind AND contract_holder.address IS NOT DISTINCT FROM declared.contract_holder_address AND contract_holder.country IS NOT DISTINCT FROM declared.contract_holder_country
    LEFT JOIN mention AS applicant ON applicant.name IS NOT DISTINCT FROM declared.applicant_name AND applicant.identifier IS NOT DISTINCT FROM declared.applicant_identifier AND applicant.identifier_kind IS NOT DISTINCT FROM declared.applicant_identifier_kind AND applicant.address IS NOT DISTINCT FROM declared.applicant_address AND applicant.country IS NOT DISTINCT FROM declared.applicant_country
    LEFT JOIN mention AS declarant ON declarant.name IS NOT DISTINCT FROM declared.declarant_name AND declarant.identifier IS NOT DISTINCT FROM declared.declarant_identifier AND declarant.identifier_kind IS NOT DISTINCT FROM declared.declarant_identifier_kind AND declarant.address IS NOT DISTINCT FROM declared.declarant_address AND declarant.country IS NOT DISTINCT FROM declared.declarant_country
    LEFT JOIN mention AS broker ON broker.name IS NOT DISTINCT FROM declared.broker_name AND broker.identifier IS NOT DISTINCT FROM declared.broker_identifier AND broker.identifier_kind IS NOT DISTINCT FROM declared.broker_identifier_kind AND broker.address IS NOT DISTINCT FROM declared.broker_address AND broker.country IS NOT DISTINCT FROM declared.broker_country
    LEFT JOIN mention AS manufacturer ON manufacturer.name IS NOT DISTINCT FROM declared.manufacturer_name AND manufacturer.identifier IS NOT DISTINCT FROM declared.manufacturer_identifier AND manufacturer.identifier_kind IS NOT DISTINCT FROM declared.manufacturer_identifier_kind AND manufacturer.address IS NOT DISTINCT FROM declared.manufacturer_address AND manufacturer.country IS NOT DISTINCT FROM declared.manufacturer_country
    LEFT JOIN mention AS brand ON brand.name IS NOT DISTINCT FROM declared.brand_name AND brand.identifier IS NOT DISTINCT FROM declared.brand_identifier AND brand.identifier_kind IS NOT DISTINCT FROM declared.brand_identifier_kind AND brand.address IS NOT DISTINCT FROM declared.brand_address AND brand.country IS NOT DISTINCT FROM declared.brand_country
    LEFT JOIN mention AS carrier ON carrier.name IS NOT DISTINCT FROM declared.carrier_name AND carrier.identifier IS NOT DISTINCT FROM declared.carrier_identifier AND carrier.identifier_kind IS NOT DISTINCT FROM declared.carrier_identifier_kind AND carrier.address IS NOT DISTINCT FROM declared.carrier_address AND carrier.country IS NOT DISTINCT FROM declared.carrier_country
    LEFT JOIN mention AS notify_party ON notify_party.name IS NOT DISTINCT FROM declared.notify_party_name AND notify_party.identifier IS NOT DISTINCT FROM declared.notify_party_identifier AND notify_party.identifier_kind IS NOT DISTINCT FROM declared.notify_party_identifier_kind AND notify_party.address IS NOT DISTINCT FROM declared.notify_party_address AND notify_party.country IS NOT DISTINCT FROM declared.notify_party_country
    WHERE declared.kind = 'declarations'
),

valued AS (
    SELECT
        *,
        CASE
            WHEN statistical_value_usd IS NOT NULL THEN 'statistical'
            WHEN customs_value IS NOT NULL AND customs_currency IS NOT NULL THEN 'customs'
            WHEN invoice_value IS NOT NULL AND invoice_currency IS NOT NULL THEN 'invoice'
        END AS valuation
    FROM read_line
),

priced AS (
    SELECT
        *,
        CASE valuation WHEN 'statistical' THEN 'USD' WHEN 'customs' THEN customs_currency WHEN 'invoice' THEN invoice_currency END AS value_currency,
        CASE valuation WHEN 'statistical' THEN statistical_value_usd WHEN 'customs' THEN customs_value WHEN 'invoice' THEN invoice_value END AS value_declared
    FROM valued
)

SELECT
    priced.row_id, priced.part_no,
    priced.event, priced.document_kind, priced.direction,
    priced.declaration_id, priced.item_no, priced.version_no,
    priced.version_on, priced.version_mark, priced.procedure,
    priced.declared_on, priced.released_on, priced.contract_on, priced.valid_until,
    priced.tariff_line, priced.hs_code, priced.hs_edition, priced.description, goods_text.text_no,
    priced.producer, priced.origin, priced.dispatch, priced.trading, priced.sender, priced.destination,
    priced.consignor, priced.consignee, priced.importer, priced.exporter, priced.buyer, priced.seller, priced.contract_holder,
    priced.applicant, priced.declarant, priced.broker, priced.manufacturer, priced.brand, priced.carrier, priced.notify_party,
    priced.party_extra,
    priced.quantity, priced.unit, priced.unit_as_declared, priced.quantity_2, priced.unit_2, priced.unit_2_as_declared, priced.packages, priced.gross_kg, priced.net_kg,
    priced.invoice_value, priced.invoice_currency, priced.customs_value, priced.customs_currency,
    priced.statistical_value_usd, priced.header_value, priced.incoterm,
    CASE WHEN priced.value_currency = 'USD' THEN priced.value_declared ELSE TRY_CAST(priced.value_declared * rate.usd_per_unit AS DECIMAL(18, 2)) END AS value_usd,
    priced.valuation, rate.usd_per_unit AS fx_rate, rate.fx_on,
    priced.transport, priced.office, priced.place_loaded, priced.place_unloaded
FROM priced
LEFT JOIN goods_text  -- no partner: neither code nor description
    ON goods_text.tariff_line IS NOT DISTINCT FROM priced.tariff_line
    AND goods_text.hs_edition IS NOT DISTINCT FROM priced.hs_edition
    AND goods_text.description IS NOT DISTINCT FROM priced.description
LEFT JOIN rate  -- no partner: no rate within seven days, a row in `problem`
    ON rate.currency = priced.value_currency AND rate.start_on = priced.declared_on AND rate.months = 0
