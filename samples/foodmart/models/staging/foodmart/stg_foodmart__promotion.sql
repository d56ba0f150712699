with source as (

    select * from {{ source('raw_foodmart', 'promotion') }}

),

renamed as (

    select
        -- keys
        cast(promotion_id as bigint) as promotion_id,

        -- dimensions
        cast(promotion_name as varchar) as promotion_name,
        cast(media_type as varchar) as media_type,
        cast(start_date as date) as started_date,
        cast(end_date as date) as ended_date,

        -- measures
        {{ amount('cost') }} as cost_amount
    from source

)

select * from renamed
