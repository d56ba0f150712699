with source as (

    {{ source_rows(
        source('raw_salesforce', 'currency_type'),
        [
            ['Id', 'currency_type_id', 'salesforce_id'],
            ['IsoCode', 'currency_code', 'text'],
            ['IsCorporate', 'is_corporate', 'boolean'],
            ['ConversionRate', 'conversion_rate', 'exchange_rate'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['currency_type_id']) }}

),

final as (

    select
        -- keys
        currency_type_id,

        -- dimensions
        currency_code,
        is_corporate,

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
