{# Continuous quantile of `expression` over the rows of a window, `window` being what stands within over (...). #}
{% macro quantile_over(expression, fraction, window) -%}
    {{ return(adapter.dispatch('quantile_over', 'granary')(expression, fraction, window)) }}
{%- endmacro %}

{% macro default__quantile_over(expression, fraction, window) -%}
    quantile_cont({{ expression }}, {{ fraction }}) over ({{ window }})
{%- endmacro %}

{% macro trino__quantile_over(expression, fraction, window) -%}
    approx_percentile(cast({{ expression }} as double), {{ fraction }}) over ({{ window }})
{%- endmacro %}

{# Continuous quantile of `expression` as an aggregate. #}
{% macro quantile(expression, fraction) -%}
    {{ return(adapter.dispatch('quantile', 'granary')(expression, fraction)) }}
{%- endmacro %}

{% macro default__quantile(expression, fraction) -%}
    quantile_cont({{ expression }}, {{ fraction }})
{%- endmacro %}

{% macro trino__quantile(expression, fraction) -%}
    approx_percentile(cast({{ expression }} as double), {{ fraction }})
{%- endmacro %}

{# Share of `part` in `whole` as DOUBLE; null where the whole is 0. #}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

{# The window of a customer's purchases up to the present one. #}
{% macro running_purchases() -%}
    partition by customer_key order by order_date
    rows between unbounded preceding and current row
{%- endmacro %}

{#
    Slope of a monthly figure over the rows of the window `year` for which `among` holds, per month
    and relative to their mean: 0.1 is a rise by a tenth of the mean a month. Least squares over the
    months' numbers; null with fewer than two months or a mean of 0.
#}
{% macro relative_slope(figure, among) -%}
    {%- set x = month_number('month_start_date') -%}
    {%- set n = 'count(case when ' ~ among ~ ' then 1 end) over year' -%}
    {%- set sx = 'sum(case when ' ~ among ~ ' then ' ~ x ~ ' end) over year' -%}
    {%- set sxx = 'sum(case when ' ~ among ~ ' then ' ~ x ~ ' * ' ~ x ~ ' end) over year' -%}
    {%- set sy = 'sum(case when ' ~ among ~ ' then cast(' ~ figure ~ ' as double) end) over year' -%}
    {%- set sxy = 'sum(case when ' ~ among ~ ' then ' ~ x ~ ' * cast(' ~ figure ~ ' as double) end) over year' -%}
    (
        ({{ n }} * {{ sxy }} - {{ sx }} * {{ sy }})
        / nullif(cast({{ n }} * {{ sxx }} - {{ sx }} * {{ sx }} as double), 0)
    ) / nullif({{ sy }} / {{ n }}, 0)
{%- endmacro %}

{# Months since the beginning of 2000: small enough that squares stay exact. #}
{% macro month_number(date_column) -%}
    cast(12 * (extract(year from {{ date_column }}) - 2000) + extract(month from {{ date_column }}) as bigint)
{%- endmacro %}
