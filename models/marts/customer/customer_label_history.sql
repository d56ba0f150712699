{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='customer_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Which value a label had from when to when (valid_to is null while it lasts). State, segment,
    lifecycle stage and churn status are judged at every month's end and can be rebuilt for any past
    day: a value begins on the day of the event that brought it about (label_event_date), else on the day
    it was judged, the month's last or in the open month the as-of date. A state that ended and came back
    between two of these days begins anew with its event (label_begins_anew). The others are kept from build to
    build, beginning with the first, for customers who were not merged into another since. Of several
    builds of one day the last counts. A customer's history is written again when any of its months has
    another label or event, when another label was kept, and day by day when one turned in the open month
    without an event.
#}
{% set monthly = {} %}
{% set events = {} %}
{% for label, expression, evidence, is_monthly in customer_labels() if is_monthly %}
{% do monthly.update({label: expression}) %}
{% do events.update({label: label_event_date(label, 'months')}) %}
{% endfor %}
{% set snapshots %}
    select
        customer_key,
        label_name,
        cast(dbt_valid_from as date) as valid_from,
        case
            when dbt_valid_to <= {{ as_of_date() }} then cast(dbt_valid_to as date)
        end as valid_to,
        label_value
    from {{ ref('customer_label_snapshot') }}
    where
        dbt_valid_from <= {{ as_of_date() }}
        and (dbt_valid_to is null or dbt_valid_from < dbt_valid_to)
{% endset %}
with month_marks as (

    select
        customer_key,
        {{ content_hash(['month_start_date'] + monthly.values() | list + events.values() | list) }}
            as months_mark
    from {{ ref('fct_customer_month') }} as months
    group by customer_key

),

open_months as (

    select *
    from {{ ref('fct_customer_month') }}
    where
        month_start_date = date_trunc('month', {{ as_of_date() }})
        and month_start_date > {{ ended_months_date() }}

),

open_marks as (

    select
        months.customer_key,
        months.month_end_date as judged_date
    from open_months as months
    left join {{ ref('fct_customer_month') }} as months_before
        on months.customer_key = months_before.customer_key
        and {{ add_months('months.month_start_date', -1) }} = months_before.month_start_date
    where
        {%- for label in monthly %}
        (
            months.{{ label }} is distinct from months_before.{{ label }}
            and {{ events[label] }} is null
        ){{ ' or' if not loop.last }}
        {%- endfor %}

),

kept_marks as (

    select
        customers.customer_key,
        snapshot_marks.kept_mark
    from (
        select
            customer_key,
            {{ content_hash(['label_name', 'valid_from', 'valid_to', 'label_value']) }} as kept_mark
        from ({{ snapshots | indent(8) }}) as snapshots
        group by customer_key
    ) as snapshot_marks
    inner join {{ ref('dim_customer_current') }} as customers
        on snapshot_marks.customer_key = customers.customer_key

),

marks as (

    select
        coalesce(month_marks.customer_key, kept_marks.customer_key) as customer_key,
        {{ row_hash([
            'month_marks.months_mark', 'open_marks.judged_date', 'kept_marks.kept_mark',
        ]) }} as _version_mark
    from month_marks
    full outer join kept_marks
        on month_marks.customer_key = kept_marks.customer_key
    left join open_marks
        on month_marks.customer_key = open_marks.customer_key

),

changed as (

    {{ changed_groups('marks', ['customer_key'], found_by=customers_in_label_history()) }}

),

kept as (

    select snapshots.*
    from ({{ snapshots }}) as snapshots
    inner join {{ ref('dim_customer_current') }} as customers
        on snapshots.customer_key = customers.customer_key
    {{ only_groups('snapshots', 'changed', ['customer_key']) | indent(4) }}

),
{% if is_incremental() %}
turned as (

    select
        months.customer_key,
        months.month_start_date,
        {%- for label in monthly %}
        months.{{ label }},
        coalesce({{ events[label] }}, months.month_end_date) as {{ label }}_from_date,
        {{ label_begins_anew(label, 'months') }} as {{ label }}_begins_anew,
        lag(months.{{ label }}) over months_before as previous_{{ label }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_customer_month') }} as months
    inner join changed
        on months.customer_key = changed.customer_key
    window months_before as (
        partition by months.customer_key order by months.month_start_date
    )

),
{% else %}
marked as (

    select
        customer_key,
        month_start_date,
        {{ row_hash(monthly.values() | list) }} as month_mark
    from {{ ref('fct_customer_month') }}

),

followed as (

    select
        customer_key,
        month_start_date,
        month_mark,
        lag(month_mark) over (partition by customer_key order by month_start_date) as previous_mark
    from marked

),

turned as (

    select
        months.customer_key,
        months.month_start_date,
        {%- for label in monthly %}
        months.{{ label }},
        coalesce({{ events[label] }}, months.month_end_date) as {{ label }}_from_date,
        {{ label_begins_anew(label, 'months') }} as {{ label }}_begins_anew,
        lag(months.{{ label }}) over months_before as previous_{{ label }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_customer_month') }} as months
    inner join followed
        on months.customer_key = followed.customer_key
        and months.month_start_date = followed.month_start_date
    where
        followed.previous_mark is distinct from followed.month_mark
        {%- for label in monthly if label_begins_anew(label, 'months') != 'false' %}
        or {{ label_begins_anew(label, 'months') }}
        {%- endfor %}
    window months_before as (
        partition by months.customer_key order by months.month_start_date
    )

),
{% endif %}
periods as (
    {% for label in monthly %}
    select
        customer_key,
        '{{ label }}' as label_name,
        {{ label }}_from_date as valid_from,
        lead({{ label }}_from_date) over (
            partition by customer_key order by month_start_date
        ) as valid_to,
        {{ label }} as label_value
    from turned
    where previous_{{ label }} is null or previous_{{ label }} <> {{ label }} or {{ label }}_begins_anew

    union all
    {% endfor %}
    select
        customer_key,
        label_name,
        valid_from,
        valid_to,
        label_value
    from kept

),

final as (

    select
        periods.customer_key,
        periods.label_name,
        periods.valid_from,

        periods.valid_to,
        periods.label_value,

        changed._version_mark
    from periods
    inner join changed
        on periods.customer_key = changed.customer_key

)

{{ made_again('final', 'changed', ['customer_key']) }}
