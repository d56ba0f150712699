{{ config(schema='intermediate') }}

{# A lead in a queue (00G) has no owner yet. #}
with leads as (

    select * from {{ ref('stg_salesforce__lead') }}

),

final as (

    select
        lead_id,
        case when owner_user_id not like '00G%' then owner_user_id end as employee_id,
        converted_account_id as customer_id,
        converted_opportunity_id as opportunity_id,

        coalesce(full_name, nullif(concat_ws(' ', first_name, last_name), '')) as lead_name,
        company_name,
        coalesce(status_name, 'Unknown') as status_name,
        coalesce(lead_source, 'Unknown') as lead_source,
        industry_name,
        city_name,
        country_name,
        has_budget,
        has_authority,
        has_need,
        coalesce(is_converted, false) and coalesce(converted_date <= {{ as_of_date() }}, true)
            as is_converted,
        coalesce(created_at, changed_at) as created_at,
        {{ business_date('coalesce(created_at, changed_at)') }} as created_date,
        case
            when coalesce(is_converted, false) and converted_date <= {{ as_of_date() }}
                then converted_date
        end as converted_date,
        {{ row_hash([
            '_record_mark', 'coalesce(converted_date <= ' ~ as_of_date() ~ ', true)',
        ]) }} as _record_mark
    from leads

)

select * from final
