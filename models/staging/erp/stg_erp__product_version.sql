with source as (

    {{ source_rows(
        source('raw_erp', 'product'),
        [
            ['product_id', 'product_id', 'text'],
            ['category_id', 'category_id', 'text'],
            ['product_name', 'product_name', 'text'],
            ['brand_name', 'brand_name', 'text'],
            ['variant_name', 'variant_name', 'text'],
            ['currency', 'currency_code', 'text'],
            ['launched_on', 'launched_date', 'date'],
            ['discontinued_on', 'discontinued_date', 'date'],
            ['list_price', 'list_price_source_amount', 'amount'],
            ['unit_cost', 'unit_cost_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['product_id']) }}

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
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from versions

)

select * from final
