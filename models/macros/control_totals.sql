{#
    One row per measure of `relation` (columns is_superseded, quantity, net_amount, tax_amount,
    cost_amount): the total over all raw rows, and the part a later load has replaced.
#}
{% macro control_totals(relation) -%}
    {%- for measure, expression in control_measures() %}
    select
        '{{ measure }}' as measure_name,
        cast(coalesce(sum({{ expression }}), 0) as decimal(38, 4)) as raw_total,
        cast(
            coalesce(sum(case when is_superseded then {{ expression }} end), 0) as decimal(38, 4)
        ) as superseded_total
    from {{ relation }}
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}
{%- endmacro %}

{# The measures whose totals are checked, as pairs of a name and an expression over order lines. #}
{% macro control_measures() -%}
    {{ return([
        ('line_count', '1'),
        ('quantity', 'quantity'),
        ('net_amount', 'net_amount'),
        ('tax_amount', 'tax_amount'),
        ('cost_amount', 'cost_amount'),
    ]) }}
{%- endmacro %}
