with source as (

    select * from {{ source('raw_demo', 'crm_account') }}

),

latest as (

    {{ latest_load('source', ['Id']) }}

),

renamed as (

    select
        -- keys
        cast(Id as varchar) as account_id,

        -- dimensions
        cast(Name as varchar) as account_name,
        cast(Type as varchar) as account_type,
        cast(IsPersonAccount as boolean) as is_person,
        nullif(trim(cast(PersonEmail as varchar)), '') as email_address,
        nullif(trim(cast(BillingCity as varchar)), '') as city_name,
        nullif(trim(cast(BillingCountry as varchar)), '') as country_name,
        nullif(trim(cast(Industry as varchar)), '') as industry_name,
        cast(CreatedDate as timestamp) as created_at,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from renamed
