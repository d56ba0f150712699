{#
    The connected components of a graph, as (node, component): the smallest node that can be reached,
    within `rounds` links for certain. `edges` has columns from_node and to_node and holds every link
    in both directions.
#}
{% macro connected_components(edges, rounds=12) -%}
    {{ return(adapter.dispatch('connected_components', 'granary')(edges, rounds)) }}
{%- endmacro %}

{#
    Each round takes every node for its smallest neighbour and keeps the links between what is then
    left, which after a few rounds are none. (Compared by <>, the nodes left of both sides would be joined
    before the links.)
#}
{% macro default__connected_components(edges, rounds) -%}
with
{%- for round in range(1, rounds + 1) %}
{%- set links = edges if round == 1 else 'links_' ~ round %}
taken_{{ round }} as (

    select from_node as node, least(from_node, min(to_node)) as taken_for
    from {{ links }}
    group by from_node

),
{%- if round < rounds %}

links_{{ round + 1 }} as (

    select distinct ones.taken_for as from_node, others.taken_for as to_node
    from {{ links }} as links
    inner join taken_{{ round }} as ones
        on links.from_node = ones.node
    inner join taken_{{ round }} as others
        on links.to_node = others.node
    where nullif(ones.taken_for, others.taken_for) is not null

),
{%- endif %}
{%- endfor %}

reached_1 as (

    select node, taken_for as component from taken_1

)
{%- for round in range(2, rounds + 1) %},

reached_{{ round }} as (

    select
        reached.node,
        coalesce(taken.taken_for, reached.component) as component
    from reached_{{ round - 1 }} as reached
    left join taken_{{ round }} as taken
        on reached.component = taken.node

)
{%- endfor %}

select node, component from reached_{{ rounds }}
{%- endmacro %}

{# Each round is one join and one aggregation: a query named twice would be run twice. #}
{% macro trino__connected_components(edges, rounds) -%}
    {%- set links = '(select from_node, to_node from ' ~ edges
        ~ ' union all select from_node, from_node as to_node from ' ~ edges ~ ')' -%}
    {%- set first = 'select to_node as node, min(from_node) as component from ' ~ links
        ~ ' as links group by to_node' -%}
    {%- set query = namespace(sql=first) -%}
    {%- for round in range(1, rounds) -%}
        {%- set query.sql -%}
select links.to_node as node, min(reached.component) as component
from ({{ query.sql }}) as reached
inner join {{ links }} as links on reached.node = links.from_node
group by links.to_node
        {%- endset -%}
    {%- endfor -%}
    {{ query.sql }}
{%- endmacro %}

{# All nodes that `edges` (from_node, to_node) lead to from those of `starting` (node), and those themselves. #}
{% macro reachable(starting, edges) -%}
    {{ return(adapter.dispatch('reachable', 'granary')(starting, edges)) }}
{%- endmacro %}

{% macro default__reachable(starting, edges) -%}
with recursive reached as (

    select node from {{ starting }}

    union

    select edges.to_node as node
    from reached
    inner join {{ edges }} as edges
        on reached.node = edges.from_node

)

select node from reached
{%- endmacro %}

{# At most twelve links away: a recursive query would not end where links lead back. #}
{% macro trino__reachable(starting, edges) -%}
    {%- set links = '(select from_node, to_node from ' ~ edges
        ~ ' union select from_node, from_node as to_node from ' ~ edges ~ ')' -%}
    {%- set query = namespace(sql='select node from ' ~ starting) -%}
    {%- for round in range(12) -%}
        {%- set query.sql -%}
select distinct links.to_node as node
from ({{ query.sql }}) as reached
inner join {{ links }} as links on reached.node = links.from_node
        {%- endset -%}
    {%- endfor -%}
    select node from {{ starting }} union {{ query.sql }}
{%- endmacro %}
