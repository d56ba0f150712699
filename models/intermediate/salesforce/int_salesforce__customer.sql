{{ config(schema='intermediate') }}

{# A row per day on which an account changed, as it stood at the end of that day. #}
with versions as (

    select * from {{ ref('stg_salesforce__account_version') }}

),

dated as (

    select
        *,
        {{ business_date('changed_at') }} as valid_from
    from versions

),

final as (

    select
        account_id as customer_id,

        account_name as customer_name,
        case when coalesce(is_person, false) then 'person' else 'organisation' end as customer_type,
        email_address,
        phone_number,
        birth_date,
        postal_code,
        city_name,
        country_name,
        industry_name,
        employee_count,
        account_source as acquisition_channel,
        owner_user_id as owner_employee_id,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as credit_limit_source_amount,
        cast(null as integer) as payment_terms_days,
        has_opted_out_of_email,
        cast(share_of_wallet_percent / 100 as decimal(18, 8)) as share_of_wallet,
        {{ business_date('coalesce(created_at, changed_at)') }} as first_seen_date,
        valid_from,
        party_key,
        _record_mark
    from dated
    where
        not is_deleted
        and {{ is_last_of_day() }}

)

select * from final
