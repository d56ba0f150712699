{#
    Interval estimates. `z` is the normal quantile of the wanted confidence (var confidence_z,
    1.959964 for 95 %). Counts may be 0: then the bound is null.
#}

{# Net promoter score in points: share of promoters less share of detractors, times 100. #}
{% macro net_promoter_score(promoters, detractors, answers) -%}
    100 * cast({{ promoters }} - {{ detractors }} as double) / nullif({{ answers }}, 0)
{%- endmacro %}

{#
    Half the width of the interval of a net promoter score, in points. A respondent counts 1, 0 or
    -1, so the variance of one answer is p + d - (p - d)^2.
#}
{% macro net_promoter_margin(promoters, detractors, answers) -%}
    100 * {{ var('confidence_z') }} * sqrt(
        (
            cast({{ promoters }} + {{ detractors }} as double) / nullif({{ answers }}, 0)
            - power(cast({{ promoters }} - {{ detractors }} as double) / nullif({{ answers }}, 0), 2)
        ) / nullif({{ answers }}, 0)
    )
{%- endmacro %}

{#
    Bound of that interval, on the scale: side is '-' for the lower, '+' for the upper. A single answer
    has no spread and no bound.
#}
{% macro net_promoter_bound(promoters, detractors, answers, side) -%}
    case
        when {{ answers }} > 1 then least(greatest(
            {{ net_promoter_score(promoters, detractors, answers) }}
            {{ side }} {{ net_promoter_margin(promoters, detractors, answers) }}, -100
        ), 100)
    end
{%- endmacro %}

{# Bound of the Wilson score interval of a share: side is '-' for the lower, '+' for the upper. #}
{% macro wilson_bound(successes, trials, side) -%}
    {%- set z = var('confidence_z') -%}
    {%- set p = '(cast(' ~ successes ~ ' as double) / nullif(' ~ trials ~ ', 0))' -%}
    case
        when coalesce({{ trials }}, 0) > 0 then least(greatest(
            ({{ p }} + {{ z * z }} / (2.0 * nullif({{ trials }}, 0))
                {{ side }} {{ z }} * sqrt(
                    ({{ p }} * (1 - {{ p }}) + {{ z * z }} / (4.0 * nullif({{ trials }}, 0)))
                    / nullif({{ trials }}, 0)
                ))
            / (1 + {{ z * z }} / cast(nullif({{ trials }}, 0) as double)), 0
        ), 1)
    end
{%- endmacro %}

{#
    Bound of the interval of a difference of two independent shares by Newcombe's hybrid of two
    Wilson intervals (method 10): it keeps its confidence for small counts and for shares near 0.
    Arguments are columns with the shares and their Wilson bounds.
#}
{% macro difference_lower(share_1, lower_1, share_0, upper_0) -%}
    {{ share_1 }} - {{ share_0 }}
    - sqrt(power({{ share_1 }} - {{ lower_1 }}, 2) + power({{ upper_0 }} - {{ share_0 }}, 2))
{%- endmacro %}

{% macro difference_upper(share_1, upper_1, share_0, lower_0) -%}
    {{ share_1 }} - {{ share_0 }}
    + sqrt(power({{ upper_1 }} - {{ share_1 }}, 2) + power({{ share_0 }} - {{ lower_0 }}, 2))
{%- endmacro %}
