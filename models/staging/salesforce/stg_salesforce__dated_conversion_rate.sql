with source as (

    {{ source_rows(
        source('raw_salesforce', 'dated_conversion_rate'),
        [
            ['Id', 'dated_conversion_rate_id', 'salesforce_id'],
            ['IsoCode', 'currency_code', 'text'],
            ['StartDate', 'start_date', 'date'],
            ['ConversionRate', 'conversion_rate', 'exchange_rate'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['dated_conversion_rate_id']) }}

),

final as (

    select
        -- keys
        dated_conversion_rate_id,

        -- dimensions
        currency_code,
        start_date,

        -- measures
        conversion_rate,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
