with source as (

    select * from {{ ref('stg_erp__product_version') }}

),

known as (

    {{ known_versions('source', ['product_id']) }}

),

final as (

    select
        -- keys
        product_id,
        category_id,

        -- dimensions
        product_name,
        brand_name,
        variant_name,
        currency_code,
        launched_date,
        discontinued_date,

        -- measures
        list_price_source_amount,
        unit_cost_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
