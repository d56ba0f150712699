with source as (

    select * from {{ source('raw_adventureworks', 'dim_geography') }}

),

latest as (

    {{ latest_load('source', ['GeographyKey']) }}

),

renamed as (

    select
        -- keys
        cast(GeographyKey as varchar) as geography_id,

        -- dimensions
        nullif(trim(cast(City as varchar)), '') as city_name,
        {{ column_or_null(source('raw_adventureworks', 'dim_geography'), 'PostalCode', 'text') }} as postal_code,
        {{ column_or_null(source('raw_adventureworks', 'dim_geography'), 'StateProvinceName', 'text') }}
            as region_name,
        nullif(trim(cast(EnglishCountryRegionName as varchar)), '') as country_name,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
