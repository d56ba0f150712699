{# Leads by the month in which they came: what became of them, whenever that was. #}
with leads as (

    select * from {{ ref('fct_lead') }}

),

grouped as (

    select
        source_system,
        cast(date_trunc('month', created_date) as date) as month_start_date,
        lead_source,
        count(*) as lead_count,
        sum(case when first_contact_at is not null then 1 else 0 end) as contacted_count,
        sum(case when is_converted then 1 else 0 end) as converted_count,
        sum(case when is_won then 1 else 0 end) as won_count,
        sum(won_amount) as won_amount,
        {{ quantile('minutes_to_first_contact', 0.5) }} as median_minutes_to_first_contact
    from leads
    group by source_system, cast(date_trunc('month', created_date) as date), lead_source

),

final as (

    select
        {{ surrogate_key(['source_system', 'month_start_date', 'lead_source']) }}
            as lead_source_month_key,

        source_system,
        month_start_date,
        lead_source,

        cast(lead_count as integer) as lead_count,
        cast(contacted_count as integer) as contacted_count,
        cast(converted_count as integer) as converted_count,
        cast(won_count as integer) as won_count,
        {{ rate_of('converted_count', 'lead_count') }} as conversion_rate,
        {{ rate_of('won_count', 'lead_count') }} as win_rate,
        {{ amount('won_amount') }} as won_amount,
        cast(median_minutes_to_first_contact as decimal(18, 2)) as median_minutes_to_first_contact
    from grouped

)

select * from final
