{{ config(schema='intermediate') }}

with accounts as (

    select * from {{ ref('stg_demo__account') }}

),

final as (

    select
        account_id as customer_id,

        account_name as customer_name,
        case when is_person then 'person' else 'organisation' end as customer_type,
        email_address,
        city_name,
        country_name,
        industry_name,
        {{ business_date('created_at') }} as first_seen_date
    from accounts

)

select * from final
