{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['opportunity_key', 'date_day'],
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Each open opportunity on each day as its history told it at the end of that day; the last stage is open
    until the opportunity is closed. The mark of a row
    is made of the opportunity and the rates until that day: where the last one is the same, only the
    days since are computed, else all days.
#}
{% set row_marks = ['opportunities.opportunity_mark', 'rates.rates_mark'] %}
with opportunities as (

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
        {{ win_rate_segment('opportunities') }} as segment_name,
        {{ row_hash([
            'visits._version_mark', 'opportunities.customer_key',
            'opportunities.customer_version_key', 'opportunities.employee_key',
            'opportunities.currency_code', 'opportunities.created_date',
            'opportunities.closed_date', win_rate_segment('opportunities'),
        ]) }} as opportunity_mark
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('int_sales_stage_visit') }} as visits
        on opportunities.source_system = visits.source_system
        and opportunities.opportunity_id = visits.opportunity_id
        and visits.visit_number = 1

),

rates as (

    select
        currency_code,
        date_day,
        exchange_rate,
        {{ content_hash(['date_day', 'exchange_rate']) }} over (
            partition by currency_code order by date_day
        ) as rates_mark
    from {{ ref('fct_exchange_rate') }}

),
{% if is_incremental() %}
built as (

    select
        opportunity_key,
        max(date_day) as last_day,
        max_by(_version_mark, date_day) as _version_mark
    from {{ this }}
    where date_day <= {{ as_of_date() }}
    group by opportunity_key

),

unchanged as (

    select built.opportunity_key, built.last_day
    from opportunities
    inner join built
        on opportunities.opportunity_key = built.opportunity_key
    left join rates
        on opportunities.currency_code = rates.currency_code
        and built.last_day = rates.date_day
    where built._version_mark = {{ row_hash(row_marks) }}

),
{% endif %}
selected as (

    select
        opportunities.*,
        {{ 'unchanged.last_day' if is_incremental() else 'cast(null as date)' }} as built_until
    from opportunities
    {%- if is_incremental() %}
    left join unchanged
        on opportunities.opportunity_key = unchanged.opportunity_key
    where
        unchanged.last_day is null
        or unchanged.last_day < coalesce(
            {{ add_days('opportunities.closed_date', -1) }}, {{ as_of_date() }}
        )
    {%- endif %}

),

changes as (

    select changes.*
    from (
        {{ conform('opportunity_change', {
            'change_id': 'text',
            'opportunity_id': 'text',
            'happened_at': 'timestamp',
            'stage_name': 'text',
            'close_date': 'date',
            'opportunity_source_amount': 'amount',
            'probability': 'rate',
        }) | indent(8) }}
    ) as changes
    {%- if is_incremental() %}
    inner join selected
        on changes.source_system = selected.source_system
        and changes.opportunity_id = selected.opportunity_id
    {%- endif %}
    where changes.happened_at < {{ known_before() }}

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
        lead(day_ends.change_date) over (
            partition by day_ends.source_system, day_ends.opportunity_id
            order by day_ends.change_date
        ) is null as is_last,
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

open_spans as (

    select
        selected.*,
        spans.stage_name,
        spans.close_date,
        spans.opportunity_source_amount,
        spans.probability,
        greatest(
            spans.first_date,
            coalesce({{ add_days('selected.built_until', 1) }}, spans.first_date)
        ) as first_date,
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
    left join {{ ref('int_sales_stage') }} as stages
        on spans.source_system = stages.source_system
        and spans.stage_name = stages.stage_name
    where
        spans.is_last
        or coalesce(stages.stage_outcome, 'open') = 'open'

),

lasting as (

    select * from open_spans where first_date <= last_date

),

days as (

    {{ days_spanned('lasting', 'first_date', 'last_date', [
        'opportunity_key', 'source_system', 'opportunity_id', 'customer_key',
        'customer_version_key', 'employee_key', 'currency_code', 'created_date', 'segment_name',
        'opportunity_mark', 'stage_name', 'close_date', 'opportunity_source_amount', 'probability',
    ]) | indent(4) }}

),

final as (

    select
        opportunities.opportunity_key,
        opportunities.date_day,
        opportunities.customer_key,
        opportunities.customer_version_key,
        opportunities.employee_key,

        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.stage_name,
        opportunities.segment_name,
        opportunities.close_date as expected_close_date,
        opportunities.close_date < opportunities.date_day as is_past_close_date,
        opportunities.currency_code,

        {{ reporting_amount(
            'opportunities.opportunity_source_amount',
            joined_rate('rates', 'opportunities.currency_code'),
        ) }} as opportunity_amount,
        opportunities.probability as stated_probability,
        cast(
            {{ days_between('opportunities.created_date', 'opportunities.date_day') }} as integer
        ) as age_days,
        opportunities.opportunity_source_amount,

        {{ row_hash(row_marks) }} as _version_mark
    from days as opportunities
    left join rates
        on opportunities.currency_code = rates.currency_code
        and opportunities.date_day = rates.date_day

)

select * from final
{%- if is_incremental() %}

union all

select
    {%- for column in adapter.get_columns_in_relation(this) %}
    {{ 'built.' ~ column.name if column.name in ['opportunity_key', 'date_day']
        else 'cast(null as ' ~ column.dtype ~ ')' }} as {{ column.name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ this }} as built
left join unchanged
    on built.opportunity_key = unchanged.opportunity_key
where
    unchanged.opportunity_key is null
    or built.date_day > {{ as_of_date() }}
{%- endif %}
