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
-- depends_on: {{ ref('dim_date') }}
-- depends_on: {{ ref('int_customer_gap_limit') }}
{% set columns = [
    'customer_key', 'source_system', 'customer_type', 'month_start_date', 'month_end_date',
    'last_order_date', 'is_active', 'state', 'previous_state', 'lifecycle_stage', 'churn_status',
    'has_own_gap_limit',
] + customer_month_columns() %}
{% set scores = ['recency_score', 'frequency_score', 'monetary_score'] %}
with spans as (

    {{ customer_month_spans() }}

),

segments as (

    select * from {{ ref('rfm_segment_map') }}

),

computed as (

    select known.*
    from {{ ref('int_customer_month') }} as known
    {%- if is_incremental() %}
    inner join spans
        on known.customer_key = spans.customer_key
        and known.month_start_date >= spans.from_date
    {%- endif %}

),
{% if is_incremental() %}
built as (

    select
        built.customer_key,
        built.month_start_date,
        built.recency_days,
        built.frequency,
        built.monetary_amount,
        {%- for score in scores %}
        built.{{ score }},
        {%- endfor %}
        starts.customer_key is not null
        and (spans.from_date is null or built.month_start_date < spans.from_date) as is_standing
    from {{ this }} as built
    left join {{ ref('int_customer_start') }} as starts
        on built.customer_key = starts.customer_key
        and built._customer_mark = starts.customer_mark
    left join spans
        on built.customer_key = spans.customer_key
    where built.frequency > 0

),

months_before as (

    select
        month_start_date,
        {{ content_hash(['customer_key', 'recency_days', 'frequency', 'monetary_amount']) }}
            as ranked_mark
    from built
    where not is_standing
    group by month_start_date

),

months_now as (

    select
        month_start_date,
        {{ content_hash(['customer_key', 'recency_days', 'frequency', 'monetary_amount']) }}
            as ranked_mark
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

compared as (

    select customer_key, month_start_date, recency_days, frequency, monetary_amount
    from computed
    where
        frequency > 0
        and month_start_date in (select month_start_date from ranked_months)

    union all

    select customer_key, month_start_date, recency_days, frequency, monetary_amount
    from built
    where
        is_standing
        and month_start_date in (select month_start_date from ranked_months)

),
{% else %}
compared as (

    select customer_key, month_start_date, recency_days, frequency, monetary_amount
    from computed
    where frequency > 0

),
{% endif %}
ranked as (

    select
        customer_key,
        month_start_date,
        {{ rank_score('recency_days desc', 'frequency > 0', ['month_start_date']) }}
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
    inner join built
        on ranked.customer_key = built.customer_key
        and ranked.month_start_date = built.month_start_date
    where
        built.is_standing
        and (
            {%- for score in scores %}
            built.{{ score }} <> ranked.{{ score }}{{ ' or' if not loop.last }}
            {%- endfor %}
        )

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
            when computed.frequency > 0 then coalesce(ranked.{{ score }}, built.{{ score }})
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
    left join built
        on computed.customer_key = built.customer_key
        and computed.month_start_date = built.month_start_date

    union all

    select
        {%- for column in columns %}
        standing.{{ column }},
        {%- endfor %}
        {%- for score in scores %}
        ranked.{{ score }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ this }} as standing
    inner join rescored as ranked
        on standing.customer_key = ranked.customer_key
        and standing.month_start_date = ranked.month_start_date
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
