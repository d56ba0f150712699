with source as (

    select * from {{ source('raw_adventureworks', 'dim_customer') }}

),

latest as (

    {{ latest_load('source', ['CustomerKey']) }}

),

renamed as (

    select
        -- keys
        cast(CustomerKey as varchar) as customer_number,
        cast(CustomerAlternateKey as varchar) as customer_code,
        cast(GeographyKey as varchar) as geography_id,

        -- dimensions
        nullif(trim(cast(FirstName as varchar)), '') as first_name,
        nullif(trim(cast(MiddleName as varchar)), '') as middle_name,
        nullif(trim(cast(LastName as varchar)), '') as last_name,
        nullif(trim(cast(EmailAddress as varchar)), '') as email_address,
        {{ column_or_null(source('raw_adventureworks', 'dim_customer'), 'Phone', 'text') }} as phone_number,
        {{ column_or_null(source('raw_adventureworks', 'dim_customer'), 'BirthDate', 'date') }} as birth_date,
        cast(DateFirstPurchase as date) as first_purchase_date,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
