{# The attribution models: each a column of weights and amounts in fct_attribution. #}
{% macro attribution_models() -%}
    {{ return(['first', 'last', 'linear', 'position']) }}
{%- endmacro %}

{#
    The credit that the first `rank` of `touches` touches of an order have together, as DOUBLE; 1 at
    the last. Position-based: var position_first_weight to the first, var position_last_weight to the
    last, the rest in equal parts between; of two touches each gets its part of those two weights, half where both are 0.
#}
{% macro cumulative_credit(model, rank, touches) -%}
    {%- set first = var('position_first_weight') -%}
    {%- set last = var('position_last_weight') -%}
    case
        when {{ rank }} <= 0 then cast(0 as double)
        when {{ rank }} >= {{ touches }} then 1
        {%- if model == 'first' %}
        else 1
        {%- elif model == 'last' %}
        else 0
        {%- elif model == 'linear' %}
        else cast({{ rank }} as double) / {{ touches }}
        {%- elif model == 'position' %}
        when {{ touches }} = 2 then {{ first / (first + last) if first + last > 0 else 0.5 }}
        else {{ first }} + (1 - {{ first }} - {{ last }}) * ({{ rank }} - 1)
            / cast({{ touches }} - 2 as double)
        {%- endif %}
    end
{%- endmacro %}

{#
    The part of `total` that a touch gets when `credit` of it has been given up to this touch and
    `credit_before` up to the one before: both rounded, then subtracted. So the parts of an order add
    up to its total, whatever is rounded.
#}
{% macro credited_part(total, credit, credit_before, type) -%}
    cast(
        {{ credited(total, credit, type) }} - {{ credited(total, credit_before, type) }} as {{ type }}
    )
{%- endmacro %}

{% macro credited(total, credit, type) -%}
    case
        when {{ credit }} >= 1 then cast({{ total }} as {{ type }})
        when {{ credit }} <= 0 then cast(0 as {{ type }})
        else cast(cast({{ total }} as double) * {{ credit }} as {{ type }})
    end
{%- endmacro %}
