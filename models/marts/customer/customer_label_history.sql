{#
    Which value a label had from when to when (valid_to is null while it lasts). State, segment,
    lifecycle stage and churn status are judged at every month's end and can be rebuilt for any past
    day; the others are kept from build to build, beginning with the first, for customers who were
    not merged into another since. Of several builds of one day the last counts.
#}
{% set monthly = [] %}
{% for label, expression, evidence, is_monthly in customer_labels() if is_monthly %}
{% do monthly.append(label) %}
{% endfor %}
with months as (

    select * from {{ ref('fct_customer_month') }}

),

kept as (

    select snapshots.*
    from {{ ref('customer_label_snapshot') }} as snapshots
    inner join {{ ref('dim_customer_current') }} as customers
        on snapshots.customer_key = customers.customer_key
    where
        snapshots.dbt_valid_from <= {{ as_of_date() }}
        and (snapshots.dbt_valid_to is null or snapshots.dbt_valid_from < snapshots.dbt_valid_to)

),

followed as (

    select
        customer_key,
        month_start_date,
        {%- for label in monthly %}
        {{ label }},
        lag({{ label }}) over months_before as previous_{{ label }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            customer_key,
            month_start_date,
            {%- for label, expression, evidence, is_monthly in customer_labels() if is_monthly %}
            {{ expression }} as {{ label }}{{ ',' if not loop.last }}
            {%- endfor %}
        from months
    ) as labelled
    window months_before as (partition by customer_key order by month_start_date)

),

turned as (

    select * from followed
    where
        {%- for label in monthly %}
        previous_{{ label }} is distinct from {{ label }}{{ ' or' if not loop.last }}
        {%- endfor %}

),

changes as (
    {% for label in monthly %}
    select
        customer_key,
        '{{ label }}' as label_name,
        {{ label }} as label_value,
        month_start_date as valid_from
    from turned
    where previous_{{ label }} is null or previous_{{ label }} <> {{ label }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

),

final as (

    select
        customer_key,
        label_name,
        valid_from,

        lead(valid_from) over (
            partition by customer_key, label_name order by valid_from
        ) as valid_to,
        label_value
    from changes

    union all

    select
        customer_key,
        label_name,
        cast(dbt_valid_from as date) as valid_from,
        case when dbt_valid_to <= {{ as_of_date() }} then cast(dbt_valid_to as date) end as valid_to,
        label_value
    from kept

)

select * from final
