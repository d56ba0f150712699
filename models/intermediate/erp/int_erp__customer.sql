{{ config(schema='intermediate') }}

{# A row per day on which a customer's record changed, as it stood at the end of that day. #}
with versions as (

    select * from {{ ref('stg_erp__customer_version') }}

),

final as (

    select
        customer_no as customer_id,

        customer_name,
        case when customer_kind = 'organisation' then 'organisation' else 'person' end
            as customer_type,
        email_address,
        phone_number,
        birth_date,
        postal_code,
        city_name,
        cast(null as varchar) as region_name,
        country_name,
        cast(null as varchar) as industry_name,
        cast(null as integer) as employee_count,
        acquisition_channel,
        rep_employee_no as owner_employee_id,
        currency_code,
        credit_limit_source_amount,
        payment_terms_days,
        cast(null as boolean) as has_opted_out_of_email,
        cast(null as decimal(18, 8)) as share_of_wallet,
        coalesce(created_date, changed_date) as first_seen_date,
        changed_date as valid_from,
        party_key,
        _record_mark
    from versions
    where
        not is_deleted
        and changed_date is distinct from next_changed_date

)

select * from final
