-- Within a label, one value follows the other without a gap or an overlap, and one is still valid. Every
-- day between two values begins one and ends another: a customer's sum of the numbers of days on which
-- values begin less those on which they end leaves the first day and the open end of each label. Row by
-- row are looked at those of whom it leaves something else.
{% set monthly = [] %}
{% for label, expression, evidence, is_monthly in customer_labels() if is_monthly %}
{% do monthly.append(label) %}
{% endfor %}
with totals as (

    select
        customer_key,
        {{ number_sum(
            label_day_number('label_name', 'valid_from') ~ ' - ' ~ label_day_number('label_name', 'valid_to')
        ) }} as label_mark,
        {%- for label in monthly %}
        min(case when label_name = '{{ label }}' then valid_from end) as {{ label }}_from,
        {%- endfor %}
        min(case when label_name not in ('{{ monthly | join("', '") }}') then valid_from end)
            as kept_from,
        max(case when valid_to <= valid_from then 1 else 0 end) as turned_count
    from {{ ref('customer_label_history') }}
    group by customer_key

),

expected as (

    select
        *,
        {%- for label, expression, evidence, is_monthly in customer_labels() %}
        cast(
            {{ label_day_number("'" ~ label ~ "'", (label if is_monthly else 'kept') ~ '_from') }}
            - {{ label_day_number("'" ~ label ~ "'", 'cast(null as date)') }} as decimal(38, 0)
        ){{ ' +' if not loop.last }}
        {%- endfor %} as expected_mark
    from totals

),

suspects as (

    select customer_key
    from expected
    where
        label_mark <> expected_mark
        or turned_count > 0

),

history as (

    select
        periods.customer_key,
        periods.label_name,
        periods.valid_from,
        periods.valid_to,
        lead(periods.valid_from) over (
            partition by periods.customer_key, periods.label_name order by periods.valid_from
        ) as next_valid_from
    from {{ ref('customer_label_history') }} as periods
    inner join suspects
        on periods.customer_key = suspects.customer_key

)

select *
from history
where
    (next_valid_from is not null and (valid_to is null or valid_to <> next_valid_from))
    or (next_valid_from is null and valid_to is not null)
    or valid_to <= valid_from

union all

select
    customer_key,
    label_name,
    valid_from,
    valid_to,
    cast(null as date) as next_valid_from
from {{ ref('customer_label_history') }}
where customer_key is null or label_name is null or valid_from is null
