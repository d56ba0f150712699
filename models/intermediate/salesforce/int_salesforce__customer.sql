{{ config(schema='intermediate') }}

{# A row per day on which an account changed, as it stood at the end of that day. #}
with versions as (

    select * from {{ ref('stg_salesforce__account_version') }}

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
        region_name,
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
        first_seen_date,
        changed_date as valid_from,
        party_key,
        _record_mark
    from versions
    where
        not is_deleted
        and changed_date is distinct from next_changed_date

)

select * from final
