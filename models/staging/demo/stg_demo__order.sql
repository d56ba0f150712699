with source as (

    select * from {{ source('raw_demo', 'erp_order') }}

),

latest as (

    {{ latest_load('source', ['order_id']) }}

),

renamed as (

    select
        -- keys
        cast(order_id as varchar) as order_id,
        nullif(trim(cast(account_id as varchar)), '') as account_id,
        nullif(trim(cast(channel as varchar)), '') as channel_id,

        -- dimensions
        cast(order_date as date) as order_date,
        cast(nullif(cast(shipped_date as varchar), '') as date) as shipped_date,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
