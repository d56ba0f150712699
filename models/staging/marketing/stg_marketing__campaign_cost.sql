with source as (

    {{ source_rows(
        source('raw_marketing', 'campaign_cost'),
        [
            ['cost_id', 'cost_id', 'text'],
            ['campaign_id', 'campaign_id', 'salesforce_id'],
            ['cost_date', 'cost_date', 'date'],
            ['cost_type', 'cost_type', 'text'],
            ['currency', 'currency_code', 'text'],
            ['amount', 'cost_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['cost_id']) }}

),

final as (

    select
        -- keys
        cost_id,
        campaign_id,

        -- dimensions
        cost_date,
        cost_type,
        currency_code,

        -- measures
        cost_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
