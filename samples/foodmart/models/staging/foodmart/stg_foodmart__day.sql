with source as (

    select * from {{ source('raw_foodmart', 'time_by_day') }}

),

renamed as (

    select
        -- keys
        cast(time_id as bigint) as day_id,

        -- dimensions
        cast(the_date as date) as date_day
    from source

)

select * from renamed
