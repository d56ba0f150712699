with source as (

    {{ source_rows(
        source('raw_salesforce', 'opportunity_line_item'),
        [
            ['Id', 'opportunity_line_item_id', 'salesforce_id'],
            ['OpportunityId', 'opportunity_id', 'salesforce_id'],
            ['ProductCode', 'product_id', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
            ['Quantity', 'quantity', 'amount'],
            ['UnitPrice', 'unit_price_source_amount', 'amount'],
            ['TotalPrice', 'total_source_amount', 'amount'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['opportunity_line_item_id']) }}

),

final as (

    select
        -- keys
        opportunity_line_item_id,
        opportunity_id,
        product_id,

        -- dimensions
        created_at,

        -- measures
        quantity,
        unit_price_source_amount,
        total_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
