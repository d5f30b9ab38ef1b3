/*
grain   = "one public statement, as reported"
key     = ["row_id", "part_no"]
refresh = "by_source"
*/
SELECT
    declared.row_id, declared.part_no,
    declared.statement_id, declared.speaker, day.date_on AS said_on, declared.text,
    declared.language, declared.outlet, declared.chain, declared.stance
FROM declared
LEFT JOIN reading AS day  -- no partner: no day, or its text is a row in `problem`
    ON day.kind = 'date' AND day.locale = declared.date_locale AND day.text = declared.said_on
WHERE declared.kind = 'statements'
