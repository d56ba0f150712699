with source as (

    {{ source_rows(
        source('raw_adventureworks', 'dim_sales_territory'),
        [
            ['SalesTerritoryKey', 'territory_number', 'text'],
            ['SalesTerritoryRegion', 'region_name', 'text'],
            ['SalesTerritoryCountry', 'country_name', 'text'],
            ['SalesTerritoryGroup', 'group_name', 'text'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['territory_number']) }}

),

final as (

    select
        -- keys
        territory_number,

        -- dimensions
        region_name,
        country_name,
        group_name,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest
    -- The source's own unknown member.
    where coalesce(region_name, '') <> 'NA'

)

select * from final
