{#
    As CTEs, what parted_components needs to keep records apart that are not one customer although links
    connect them: disputed_nodes, disputed_edges, disputed_apart. `connected` has records with their
    component, `links` the links in both directions, `decided` the pairs decided to be different.

    Apart are also records of different birth dates or tax numbers that are not alike enough to be linked
    with each other, such as two of a family that share a telephone with a third record. A reference or
    a decision goes before that: a system may have mistyped a date.
#}
{% macro party_apart(connected, links, decided) -%}
contradictory_components as (

    select component
    from {{ connected }}
    group by component
    having
        min(birth_date) < max(birth_date)
        or min(normalised_tax_no) < max(normalised_tax_no)

),

contradictory as (

    select connected.*
    from {{ connected }} as connected
    inner join contradictory_components
        on connected.component = contradictory_components.component

),

disputed_apart as (

    select
        ones.component,
        ones.party_key as node,
        others.party_key as other_node,
        false as is_decided
    from contradictory as ones
    inner join contradictory as others
        on ones.component = others.component
    left join {{ links }} as direct_links
        on ones.party_key = direct_links.party_key
        and others.party_key = direct_links.other_party_key
    where
        (
            ones.birth_date <> others.birth_date
            or ones.normalised_tax_no <> others.normalised_tax_no
        )
        and direct_links.party_key is null

    union all

    select
        ones.component,
        ones.party_key as node,
        others.party_key as other_node,
        true as is_decided
    from {{ decided }} as decided
    inner join {{ connected }} as ones
        on decided.party_key = ones.party_key
    inner join {{ connected }} as others
        on decided.other_party_key = others.party_key
        and ones.component = others.component

),

disputed_nodes as (

    select
        connected.component,
        connected.party_key as node
    from {{ connected }} as connected
    where connected.component in (select component from disputed_apart)

),

disputed_edges as (

    select
        links.party_key as from_node,
        links.other_party_key as to_node,
        links.link_rule <> 'similarity' as is_certain,
        row_number() over (
            order by
                case when links.link_rule = 'similarity' then 1 else 0 end,
                links.link_score desc,
                least(links.party_key, links.other_party_key),
                greatest(links.party_key, links.other_party_key),
                links.party_key
        ) as link_rank
    from {{ links }} as links
    inner join disputed_nodes
        on links.party_key = disputed_nodes.node

),
{%- endmacro %}
