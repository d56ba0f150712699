{#
    A score from 1 to 5 among the rows for which `among` holds: 1 + the whole fifths of those rows
    that are strictly worse, where rows come worst first. Equal values get equal scores. Rows
    outside score 1.
#}
{% macro rank_score(worst_first, among) -%}
    case
        when {{ among }} then 1 + cast(
            floor(
                5 * (rank() over (partition by {{ among }} order by {{ worst_first }}) - 1)
                / cast(count(*) over (partition by {{ among }}) as double)
            ) as integer
        )
        else 1
    end
{%- endmacro %}
