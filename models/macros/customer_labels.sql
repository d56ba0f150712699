{#
    Every label of a customer with the column of int_customer_labelled that holds it, the columns of
    that view that are its evidence, and whether fct_customer_month has it month by month.
#}
{% macro customer_labels() -%}
    {{ return([
        ('state', 'state', ['order_count', 'recency_days', 'last_gap_days', 'qualified_date'], true),
        ('rfm_segment', 'rfm_segment', ['rfm_cell', 'recency_days', 'frequency', 'monetary_amount'], true),
        ('lifecycle_stage', 'lifecycle_stage', [
            'growth_slope', 'order_count', 'first_order_date', 'last_order_date', 'state', 'churn_status',
        ], true),
        ('churn_status', 'churn_status', ['recency_days', 'gap_limit_days'], true),
        ('churn_reason', 'churn_reason', [
            'churn_status', 'churn_complaint_count', 'churn_competitor_count', 'churn_price_count',
            'churn_breach_count', 'churn_satisfaction_score',
        ], false),
        ('value_tier', 'value_tier', ['value_rank', 'net_amount'], false),
        ('abc_class', 'abc_class', ['margin_amount', 'better_margin_share'], false),
        ('key_account_cell', 'key_account_cell', [
            'customer_type', 'order_count', 'attractiveness_score', 'strength_score',
        ], false),
        ('credit_class', 'credit_class', [
            'late_rate', 'mean_days_late', 'longest_overdue_days', 'overdue_amount', 'overdue_rate',
            'return_rate',
        ], false),
        ('loyalty_credit_cell', 'loyalty_credit_cell', ['loyalty_level', 'credit_level'], false),
        ('loyalty_size_cell', 'loyalty_size_cell', ['loyalty_level', 'size_level'], false),
        ('treatment_name', 'treatment_name', ['loyalty_level', 'size_level', 'credit_level'], false),
        ('loyalty_attitude_cell', 'loyalty_attitude_cell', ['mean_nps_score', 'frequency', 'churn_status'], false),
        ('satisfaction_loyalty_cell', 'satisfaction_loyalty_cell', ['mean_satisfaction_score', 'frequency', 'churn_status'], false),
        ('satisfaction_trap', "case when is_satisfaction_trap then 'yes' else 'no' end", ['mean_satisfaction_score', 'churn_status'], false),
    ]) }}
{%- endmacro %}

{# The labels whose evidence is another one from day to day, or the others. #}
{% macro customer_labels_by_day(daily) -%}
    {%- set labels = [] -%}
    {%- for label in customer_labels() -%}
        {%- set changing = label[2] | select('in', ['recency_days', 'value_rank', 'better_margin_share']) -%}
        {%- if (changing | list | length > 0) == daily -%}
            {%- do labels.append(label) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(labels) }}
{%- endmacro %}

{#
    One row per row of `profiles` (with int_customer_labelled's columns) and label of `labels`, with its
    value and what that rests on; with `dated` also since when (labelled_customers).
#}
{% macro label_rows(profiles, labels, dated=false) -%}
    {%- for label, expression, evidence, is_monthly in labels %}
    select
        customer_key,
        '{{ label }}' as label_name,

        cast({{ expression }} as varchar) as label_value,
        {%- if dated %}
        {{ label }}_since_date as since_date,
        {%- endif %}
        concat_ws(
            ', '
            {%- for column in evidence %},
            '{{ column }} ' || cast({{ column }} as varchar)
            {%- endfor %}
        ) as evidence
    from {{ profiles }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}
{%- endmacro %}

{# int_customer_labelled with the day since which each of `labels` has had its value (<label>_since_date). #}
{% macro labelled_customers(labels) -%}
    select
        profiles.*,
        {%- for label, expression, evidence, is_monthly in labels %}
        case
            when since.{{ label }}_value = {{ expression }} then since.{{ label }}_since_date
            else {{ as_of_date() }}
        end as {{ label }}_since_date{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_customer_labelled') }} as profiles
    left join {{ ref('int_customer_label_since') }} as since
        on profiles.customer_key = since.customer_key
{%- endmacro %}

{#
    The day in the month of a row of fct_customer_month (`months`) on which an event brought about the value
    of a label judged at months' ends; null where there was none, or the label has no event.
#}
{% macro label_event_date(label_name, months) -%}
    {%- set events = {'state': 'state_event_date', 'churn_status': 'churn_event_date'} -%}
    {%- if label_name in events -%}
    {{ months }}.{{ events[label_name] }}
    {%- else -%}
    cast(null as date)
    {%- endif -%}
{%- endmacro %}

{#
    Whether a label judged at months' ends begins in the month of a row of fct_customer_month (`months`) though
    it has the value of the month before: a state begins once, so one that has an event in the month had ended in
    between (lapsed, and won back again). Events of churn statuses are not only their beginnings.
#}
{% macro label_begins_anew(label_name, months) -%}
    {{ months ~ '.state_event_date is not null' if label_name == 'state' else 'false' }}
{%- endmacro %}

{# A number of a label on a day (or, of null, on none) that can be added up. #}
{% macro label_day_number(label_name, day) -%}
    {{ row_hash([row_hash([label_name, day])]) }}
{%- endmacro %}

{#
    Conditions by which every customer in customer_label_history is found, at most once by each: the last
    values of a label that months tell and of one that is kept. Some customers have but labels of one kind.
#}
{% macro customers_in_label_history() -%}
    {%- set monthly = customer_labels() | selectattr(3) | map(attribute=0) | first -%}
    {%- set kept = customer_labels() | rejectattr(3) | map(attribute=0) | first -%}
    {{ return([
        "valid_to is null and label_name = '" ~ monthly ~ "'",
        "valid_to is null and label_name = '" ~ kept ~ "'",
    ]) }}
{%- endmacro %}

{# Takes out what an earlier build of the last date put in the place of a label. #}
{% macro drop_labels_of_the_day() -%}
    {%- if labels_are_kept() -%}
    delete from {{ this }}
    where
        dbt_valid_from = cast({{ as_of_date() }} as timestamp)
        and dbt_valid_from = (select max(dbt_valid_from) from {{ this }})
        and exists (
            select 1
            from {{ this }} as before
            where
                before.dbt_valid_to = cast({{ as_of_date() }} as timestamp)
                and before.customer_key = {{ this }}.customer_key
                and before.label_name = {{ this }}.label_name
        )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{# Gives the labels back that drop_labels_of_the_day left without a successor. #}
{% macro reopen_labels_of_the_day() -%}
    {%- if labels_are_kept() -%}
    update {{ this }} set dbt_valid_to = null
    where
        dbt_valid_to = cast({{ as_of_date() }} as timestamp)
        and not exists (
            select 1
            from {{ this }} as next
            where
                next.dbt_valid_from = cast({{ as_of_date() }} as timestamp)
                and next.customer_key = {{ this }}.customer_key
                and next.label_name = {{ this }}.label_name
        )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{% macro labels_are_kept() -%}
    {{ return(execute and adapter.get_relation(this.database, this.schema, this.identifier) is not none) }}
{%- endmacro %}
