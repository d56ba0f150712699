{#
    The connected components of a graph, as (node, component): the smallest node that can be reached
    within `rounds` links. `edges` has columns from_node and to_node and holds every link in both
    directions and each node's link to itself. Each round is one join and one aggregation.
#}
{% macro connected_components(edges, rounds=12) -%}
    {%- set first = 'select to_node as node, min(from_node) as component from ' ~ edges
        ~ ' group by to_node' -%}
    {%- set query = namespace(sql=first) -%}
    {%- for round in range(1, rounds) -%}
        {%- set query.sql -%}
select edges.to_node as node, min(reached.component) as component
from ({{ query.sql }}) as reached
inner join {{ edges }} as edges on reached.node = edges.from_node
group by edges.to_node
        {%- endset -%}
    {%- endfor -%}
    {{ query.sql }}
{%- endmacro %}
