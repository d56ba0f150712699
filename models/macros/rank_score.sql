{#
    A score from 1 to 5 among the rows for which `among` holds, and within each value of the columns
    `within`: 1 + the whole fifths of those rows that are strictly worse, where `sorted` brings worst
    first; or with best_first, where it brings best first, 5 less the fifths that are strictly better.
    Equal values get equal scores: the lowest of their places, or with best_first the highest. Rows
    outside score 1.
#}
{% macro rank_score(sorted, among, within=[], best_first=false) -%}
    {%- set rows = (within + [among]) | join(', ') -%}
    case
        when {{ among }} then {{ '5 -' if best_first else '1 +' }} cast(
            floor(
                5 * (rank() over (partition by {{ rows }} order by {{ sorted }}) - 1)
                / cast(count(*) over (partition by {{ rows }}) as double)
            ) as integer
        )
        else 1
    end
{%- endmacro %}
