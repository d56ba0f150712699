{#
    A score from 1 to 5 among the rows for which `among` holds, and within each value of the columns
    `within`: 1 + the whole fifths of those rows that are strictly worse, where rows come worst
    first. Equal values get equal scores. Rows outside score 1.
#}
{% macro rank_score(worst_first, among, within=[]) -%}
    {%- set rows = (within + [among]) | join(', ') -%}
    case
        when {{ among }} then 1 + cast(
            floor(
                5 * (rank() over (partition by {{ rows }} order by {{ worst_first }}) - 1)
                / cast(count(*) over (partition by {{ rows }}) as double)
            ) as integer
        )
        else 1
    end
{%- endmacro %}
