{#
    The rows of `relation` whose key did not arrive again in a later load. Rows that share a key
    within one load all stay: that is a fault of the source, and the uniqueness tests report it.
#}
{% macro latest_load(relation, key) -%}
    select * from ({{ load_ranked(relation, key) }}) as ranked where load_rank = 1
{%- endmacro %}

{# `relation` with load_rank: 1 for the newest arrival of a key, more for superseded rows. #}
{% macro load_ranked(relation, key) -%}
    select
        *,
        dense_rank() over (
            partition by {{ key | join(', ') }}
            order by _loaded_at desc, _load_id desc
        ) as load_rank
    from {{ relation }}
{%- endmacro %}
