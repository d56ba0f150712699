{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['customer_key', 'month_start_date'],
    on_schema_change='fail',
    post_hook="{{ delete_gone_customer_months() }}",
) }}

{#
    The customers' months with scores, for which customers are ranked among each other. A month in
    which anybody's recency, frequency or amount is another one is ranked anew, and of the rows that
    stand those are written again whose score is another one.
#}
{% set columns = [
    'customer_key', 'source_system', 'customer_type', 'month_start_date', 'month_end_date',
    'last_order_date', 'is_active', 'state', 'previous_state', 'lifecycle_stage', 'churn_status',
    'has_own_gap_limit',
] + customer_month_columns() %}
{% set ranked_by = ['customer_key', 'month_start_date', 'recency_days', 'frequency', 'monetary_amount'] %}
{% set scores = ['recency_score', 'frequency_score', 'monetary_score'] %}
with spans as (

    {{ customer_month_spans() }}

),

segments as (

    select * from {{ ref('rfm_segment_map') }}

),

computed as (

    {{ customer_month_rows('spans') }}

),
{% if is_incremental() %}
present as (

    select
        starts.customer_key,
        starts.customer_mark,
        spans.from_date
    from {{ ref('int_customer_start') }} as starts
    left join spans
        on starts.customer_key = spans.customer_key

),

replaced as (

    select built.{{ (ranked_by + scores) | join(', built.') }}
    from {{ this }} as built
    left join present
        on built.customer_key = present.customer_key
        and built._customer_mark = present.customer_mark
    where
        built.frequency > 0
        and (present.customer_key is null or built.month_start_date >= present.from_date)

),

months_before as (

    select
        month_start_date,
        {{ content_hash(ranked_by) }} as ranked_mark
    from replaced
    group by month_start_date

),

months_now as (

    select
        month_start_date,
        {{ content_hash(ranked_by) }} as ranked_mark
    from computed
    where frequency > 0
    group by month_start_date

),

ranked_months as (

    select coalesce(months_now.month_start_date, months_before.month_start_date) as month_start_date
    from months_now
    full outer join months_before
        on months_now.month_start_date = months_before.month_start_date
    where months_now.ranked_mark is distinct from months_before.ranked_mark

),

standing as (

    select built.{{ (ranked_by + scores) | join(', built.') }}
    from {{ this }} as built
    inner join ranked_months
        on built.month_start_date = ranked_months.month_start_date
    inner join present
        on built.customer_key = present.customer_key
        and built._customer_mark = present.customer_mark
    where
        built.frequency > 0
        and (present.from_date is null or built.month_start_date < present.from_date)

),

compared as (

    select computed.{{ ranked_by | join(', computed.') }}
    from computed
    inner join ranked_months
        on computed.month_start_date = ranked_months.month_start_date
    where frequency > 0

    union all

    select {{ ranked_by | join(', ') }}
    from standing

),
{% else %}
compared as (

    select {{ ranked_by | join(', ') }}
    from computed
    where frequency > 0

),
{% endif %}
ranked as (

    select
        customer_key,
        month_start_date,
        {{ rank_score('recency_days', 'frequency > 0', ['month_start_date'], best_first=true) }}
            as recency_score,
        {{ rank_score('frequency', 'frequency > 0', ['month_start_date']) }} as frequency_score,
        {{ rank_score('monetary_amount', 'frequency > 0', ['month_start_date']) }}
            as monetary_score
    from compared

),
{% if is_incremental() %}
rescored as (

    select ranked.*
    from ranked
    inner join standing
        on ranked.customer_key = standing.customer_key
        and ranked.month_start_date = standing.month_start_date
    where
        {%- for score in scores %}
        standing.{{ score }} <> ranked.{{ score }}{{ ' or' if not loop.last }}
        {%- endfor %}

),
{% endif %}
scored as (

    select
        {%- for column in columns %}
        computed.{{ column }},
        {%- endfor %}
        {%- for score in scores %}
        {%- if is_incremental() %}
        case
            when computed.frequency > 0 then coalesce(ranked.{{ score }}, replaced.{{ score }})
            else 1
        end as {{ score }}
        {%- else %}
        coalesce(ranked.{{ score }}, 1) as {{ score }}
        {%- endif %}{{ ',' if not loop.last }}
        {%- endfor %}
    from computed
    left join ranked
        on computed.customer_key = ranked.customer_key
        and computed.month_start_date = ranked.month_start_date
    {%- if is_incremental() %}
    left join replaced
        on computed.customer_key = replaced.customer_key
        and computed.month_start_date = replaced.month_start_date

    union all

    select
        {%- for column in columns %}
        built.{{ column }},
        {%- endfor %}
        {%- for score in scores %}
        rescored.{{ score }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ this }} as built
    inner join rescored
        on built.customer_key = rescored.customer_key
        and built.month_start_date = rescored.month_start_date
    {%- endif %}

),

matched as (

    select
        *,
        cast(floor((frequency_score + monetary_score + 1) / 2.0) as integer)
            as frequency_monetary_score
    from scored

),

final as (

    select
        matched.customer_key,

        matched.source_system,
        matched.customer_type,
        matched.month_start_date,
        matched.month_end_date,
        matched.last_order_date,
        matched.is_active,
        matched.state,
        matched.previous_state,
        matched.lifecycle_stage,
        matched.churn_status,
        matched.has_own_gap_limit,
        matched.recency_score,
        matched.frequency_score,
        matched.monetary_score,
        cast(matched.recency_score as varchar)
            || cast(matched.frequency_score as varchar)
            || cast(matched.monetary_score as varchar) as rfm_cell,
        case
            when matched.order_count_to_date = 0 then 'No purchase'
            else segments.rfm_segment
        end as rfm_segment,

        {%- for column in customer_month_columns() %}
        matched.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from matched
    left join segments
        on matched.recency_score = segments.recency_score
        and matched.frequency_monetary_score = segments.frequency_monetary_score

)

select * from final
