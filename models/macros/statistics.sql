{#
    Continuous quantile of `expression` over the rows of a window, `window` being what stands within
    over (...), as DOUBLE with six decimals: the engine cuts off what lies between two DECIMALs.
#}
{% macro quantile_over(expression, fraction, window) -%}
    {{ return(adapter.dispatch('quantile_over', 'granary')(expression, fraction, window)) }}
{%- endmacro %}

{% macro default__quantile_over(expression, fraction, window) -%}
    round(quantile_cont(cast({{ expression }} as double), {{ fraction }}) over ({{ window }}), 6)
{%- endmacro %}

{% macro trino__quantile_over(expression, fraction, window) -%}
    round(approx_percentile(cast({{ expression }} as double), {{ fraction }}) over ({{ window }}), 6)
{%- endmacro %}

{# The same as an aggregate. #}
{% macro quantile(expression, fraction) -%}
    {{ return(adapter.dispatch('quantile', 'granary')(expression, fraction)) }}
{%- endmacro %}

{% macro default__quantile(expression, fraction) -%}
    round(quantile_cont(cast({{ expression }} as double), {{ fraction }}), 6)
{%- endmacro %}

{% macro trino__quantile(expression, fraction) -%}
    round(approx_percentile(cast({{ expression }} as double), {{ fraction }}), 6)
{%- endmacro %}

{# Share of `part` in `whole` as DOUBLE; null where the whole is 0. #}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

{#
    The mean of scores, to the fourth place: thirds are rounded to the sixth, and means that are equal, or equal
    to a bound, must not differ by that.
#}
{% macro mean_score(score) -%}
    round(cast(avg(cast({{ score }} as decimal(18, 6))) as double), 4)
{%- endmacro %}

{# Whether an amount is beyond a share of another one, by a cent: both are rounded where they were converted. #}
{% macro is_beyond(part, whole, bound) -%}
    ({{ whole }} > 0 and round({{ part }} - {{ whole }} * {{ bound }}, 2) > 0)
{%- endmacro %}

{# The window of a customer's purchases up to the present one. #}
{% macro running_purchases() -%}
    partition by customer_key order by order_date
    rows between unbounded preceding and current row
{%- endmacro %}

{#
    Slope of a monthly figure over `months` consecutive months up to month number `last`, per month and
    relative to their mean: 0.1 is a rise by a tenth of the mean a month. Least squares over the
    months' numbers, from the figure's sum and the sum of its products with them; null with fewer than
    two months or a mean of 0.
#}
{% macro relative_slope(sum, moment, months, last) -%}
    (
        (
            cast({{ months }} as double) * cast({{ moment }} as double)
            - {{ months }} * (2 * {{ last }} - {{ months }} + 1) / 2.0 * cast({{ sum }} as double)
        )
        / nullif({{ months }} * cast({{ months }} as double) * ({{ months }} * {{ months }} - 1) / 12, 0)
    ) / nullif(cast({{ sum }} as double) / {{ months }}, 0)
{%- endmacro %}

{# Months since the beginning of 2000: small enough that squares stay exact. #}
{% macro month_number(date_column) -%}
    cast(12 * (extract(year from {{ date_column }}) - 2000) + extract(month from {{ date_column }}) as bigint)
{%- endmacro %}
