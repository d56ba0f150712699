{#
    The nodes of `nodes` (component, node) parted where `apart` (node, other_node, is_decided; each pair in
    both directions) says that two are not one: (node, part), a part being named by its smallest node. As
    in Kruskal's algorithm links join parts in the order of `edges` (component, from_node, to_node,
    is_certain, link_rank), but for a link that would bring together two that are apart. A certain link
    minds only what is decided. Without pairs in `apart` the parts are the components.

    Each round joins two parts of every component, so that there are as many as the largest one has links.
#}
{% macro parted_components(nodes, edges, apart) -%}
    {{ return(adapter.dispatch('parted_components', 'granary')(nodes, edges, apart)) }}
{%- endmacro %}

{% macro default__parted_components(nodes, edges, apart) -%}
with recursive joined as (

    select
        component,
        node,
        node as part,
        0 as round_number
    from {{ nodes }}

    union all

    select
        joined.component,
        joined.node,
        coalesce(chosen.smaller_part, joined.part) as part,
        joined.round_number + 1 as round_number
    from joined
    cross join (select count(*) as choice_count from ({{ chosen_joints(edges, apart) | indent(4) }})) as choices
    left join ({{ chosen_joints(edges, apart) | indent(4) }}) as chosen
        on joined.part = chosen.larger_part
    where choices.choice_count > 0

)

select node, part
from joined
where round_number = (select max(round_number) from joined)
{%- endmacro %}

{# The two parts of each component that the next link may join. #}
{% macro chosen_joints(edges, apart) -%}
select
    component,
    least(from_part, to_part) as smaller_part,
    greatest(from_part, to_part) as larger_part
from (
    select
        ones.component,
        ones.part as from_part,
        others.part as to_part,
        row_number() over (partition by ones.component order by edges.link_rank) as choice
    from {{ edges }} as edges
    inner join joined as ones
        on edges.from_node = ones.node
    inner join joined as others
        on edges.to_node = others.node
    left join (
        select
            parted.part,
            others.part as other_part,
            max(cast(apart.is_decided as integer)) as decided
        from {{ apart }} as apart
        inner join joined as parted
            on apart.node = parted.node
        inner join joined as others
            on apart.other_node = others.node
        group by parted.part, others.part
    ) as barred
        on ones.part = barred.part
        and others.part = barred.other_part
        and (barred.decided = 1 or not edges.is_certain)
    where
        ones.part <> others.part
        and barred.part is null
) as possible
where choice = 1
{%- endmacro %}
