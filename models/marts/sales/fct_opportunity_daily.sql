{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='opportunity_key',
    on_schema_change='fail',
    post_hook="{{ delete_gone_opportunities() }}",
) }}

{#
    Each open opportunity on each day as its history told it at the end of that day. Computed anew, all
    days of it, is an opportunity that was open at the last as-of date, or whose history, customer or
    owner is another one now.
#}
with changes as (

    {{ conform('opportunity_change', {
        'change_id': 'text',
        'opportunity_id': 'text',
        'happened_at': 'timestamp',
        'stage_name': 'text',
        'close_date': 'date',
        'opportunity_source_amount': 'amount',
        'probability': 'rate',
    }) }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

day_ends as (

    select
        *,
        {{ business_date('happened_at') }} as change_date,
        row_number() over (
            partition by source_system, opportunity_id, {{ business_date('happened_at') }}
            order by happened_at desc, change_id desc
        ) as change_rank
    from changes
    where happened_at < {{ known_before() }}

),

spans as (

    select
        day_ends.source_system,
        day_ends.opportunity_id,
        day_ends.stage_name,
        day_ends.close_date,
        day_ends.opportunity_source_amount,
        day_ends.probability,
        day_ends.change_date as first_date,
        cast(
            coalesce(
                lead(day_ends.change_date) over (
                    partition by day_ends.source_system, day_ends.opportunity_id
                    order by day_ends.change_date
                ) - interval '1' day,
                {{ as_of_date() }}
            ) as date
        ) as last_date
    from day_ends
    where day_ends.change_rank = 1

),

fingerprints as (

    select
        source_system,
        opportunity_id,
        {{ content_hash([
            'stage_name', 'close_date', 'opportunity_source_amount', 'probability', 'first_date',
        ]) }} as history_hash
    from spans
    group by source_system, opportunity_id

),

selected as (

    select
        opportunities.opportunity_key,
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.customer_key,
        opportunities.customer_version_key,
        opportunities.employee_key,
        opportunities.currency_code,
        opportunities.created_date,
        opportunities.closed_date,
        opportunities.{{ var('win_rate_segment') }} as segment_name,
        fingerprints.history_hash
    from opportunities
    inner join fingerprints
        on opportunities.source_system = fingerprints.source_system
        and opportunities.opportunity_id = fingerprints.opportunity_id
    {%- if is_incremental() %}
    left join (
        select
            opportunity_key,
            max(history_hash) as history_hash,
            max(customer_key) as customer_key,
            max(customer_version_key) as customer_version_key,
            max(employee_key) as employee_key,
            max(segment_name) as segment_name,
            max(date_day) as last_day
        from {{ this }}
        group by opportunity_key
    ) as built
        on opportunities.opportunity_key = built.opportunity_key
    cross join (select max(date_day) as last_day from {{ this }}) as newest
    where
        built.opportunity_key is null
        or built.history_hash <> fingerprints.history_hash
        or built.customer_key <> opportunities.customer_key
        or built.customer_version_key <> opportunities.customer_version_key
        or built.employee_key <> opportunities.employee_key
        or built.segment_name <> opportunities.{{ var('win_rate_segment') }}
        or built.last_day >= least(newest.last_day, {{ as_of_date() }})
        or built.last_day >= opportunities.closed_date
        or opportunities.outcome = 'open'
    {%- endif %}

),

open_spans as (

    select
        selected.*,
        spans.stage_name,
        spans.close_date,
        spans.opportunity_source_amount,
        spans.probability,
        spans.first_date,
        cast(
            least(
                spans.last_date,
                coalesce(selected.closed_date - interval '1' day, spans.last_date)
            ) as date
        ) as last_date
    from selected
    inner join spans
        on selected.source_system = spans.source_system
        and selected.opportunity_id = spans.opportunity_id
    left join {{ ref('opportunity_stages') }} as stages
        on spans.stage_name = stages.stage_name
    where
        coalesce(stages.outcome, case when spans.stage_name like 'Closed%' then 'lost' else 'open' end)
        = 'open'

),

days as (

    {{ days_spanned('open_spans', 'first_date', 'last_date', [
        'opportunity_key', 'source_system', 'opportunity_id', 'customer_key', 'customer_version_key',
        'employee_key', 'currency_code', 'created_date', 'segment_name', 'history_hash', 'stage_name',
        'close_date', 'opportunity_source_amount', 'probability',
    ]) | indent(4) }}

),

final as (

    select
        days.opportunity_key,
        days.date_day,
        days.customer_key,
        days.customer_version_key,
        days.employee_key,

        days.source_system,
        days.opportunity_id,
        days.stage_name,
        days.segment_name,
        days.close_date as expected_close_date,
        days.close_date < days.date_day as is_past_close_date,
        days.currency_code,

        {{ reporting_amount('days.opportunity_source_amount', joined_rate('rates', 'days.currency_code')) }}
            as opportunity_amount,
        days.probability as stated_probability,
        cast({{ days_between('days.created_date', 'days.date_day') }} as integer) as age_days,
        days.opportunity_source_amount,

        days.history_hash
    from days
    {{ rate_join('rates', 'days.currency_code', 'days.date_day') }}

)

select * from final
