{{ config(schema='intermediate') }}

with sales as (

    select * from {{ ref('int_adventureworks__sale') }}

),

final as (

    select
        order_id,
        customer_id,
        channel_id,
        unit_id,
        employee_id,
        cast(null as varchar) as crm_system,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as opportunity_id,

        case when max(shipped_date) <= {{ as_of_date() }} then 'shipped' else 'open' end
            as status_name,
        false as is_cancelled,
        'USD' as currency_code,
        order_date,
        cast(null as timestamp) as ordered_at,
        max(due_date) as promised_date,
        case when max(shipped_date) <= {{ as_of_date() }} then max(shipped_date) end
            as shipped_date,
        cast(null as date) as delivered_date,

        {{ surrogate_key(["'adventureworks'", 'order_id']) }} as order_key,
        {{ surrogate_key(["'adventureworks'", 'customer_id']) }} as party_key,
        {{ row_hash([
            'order_id', 'customer_id', 'channel_id', 'unit_id', 'employee_id', 'order_date', 'max(due_date)',
            'case when max(shipped_date) <= ' ~ as_of_date() ~ ' then max(shipped_date) end',
        ]) }} as _record_mark
    from sales
    where order_date <= {{ as_of_date() }}
    group by order_id, customer_id, channel_id, unit_id, employee_id, order_date

)

select * from final
