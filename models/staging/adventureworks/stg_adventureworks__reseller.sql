with source as (

    select * from {{ source('raw_adventureworks', 'dim_reseller') }}

),

latest as (

    {{ latest_load('source', ['ResellerKey']) }}

),

renamed as (

    select
        -- keys
        cast(ResellerKey as varchar) as reseller_number,
        cast(ResellerAlternateKey as varchar) as reseller_code,
        cast(GeographyKey as varchar) as geography_id,

        -- dimensions
        cast(ResellerName as varchar) as reseller_name,
        nullif(trim(cast(BusinessType as varchar)), '') as business_type,
        {{ column_or_null(source('raw_adventureworks', 'dim_reseller'), 'Phone', 'text') }} as phone_number,
        {{ column_or_null(source('raw_adventureworks', 'dim_reseller'), 'NumberEmployees', 'integer') }} as employee_count,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
