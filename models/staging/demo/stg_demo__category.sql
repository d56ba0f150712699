with source as (

    select * from {{ source('raw_demo', 'erp_category') }}

),

latest as (

    {{ latest_load('source', ['category_id']) }}

),

renamed as (

    select
        -- keys
        cast(category_id as varchar) as category_id,
        nullif(trim(cast(parent_category_id as varchar)), '') as parent_category_id,

        -- dimensions
        cast(category_name as varchar) as category_name,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
