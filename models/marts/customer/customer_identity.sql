{#
    Records that links connect are one customer, whose key is the key of its best record: of the
    system that var identity_preference names first, not merged away, smallest id. Nothing is
    overwritten: take a link out of int_party_link, and its records are customers of their own again.
#}
with parties as (

    select * from {{ ref('int_party') }}

),

links as (

    select * from {{ ref('int_party_link') }}

),

edges as (

    select party_key as from_node, other_party_key as to_node from links
    union
    select other_party_key as from_node, party_key as to_node from links
    union
    select party_key as from_node, party_key as to_node from links
    union
    select other_party_key as from_node, other_party_key as to_node from links

),

components as (

    {{ connected_components('edges') | indent(4) }}

),

grouped as (

    select
        parties.*,
        coalesce(components.component, parties.party_key) as component_key
    from parties
    left join components
        on parties.party_key = components.node

),

golden as (

    select
        *,
        first_value(party_key) over (
            partition by component_key
            order by system_rank, is_merged, party_id
            rows between unbounded preceding and unbounded following
        ) as customer_key,
        row_number() over (
            partition by component_key
            order by system_rank, is_merged, party_id
        ) as party_rank
    from grouped

),

{# The link that tells best why a record belongs to its customer: the direct one, then the surest. #}
sided_links as (

    select party_key, other_party_key, link_rule, link_score, linked_since_date from links
    union all
    select
        other_party_key as party_key,
        party_key as other_party_key,
        link_rule,
        link_score,
        linked_since_date
    from links

),

ranked_links as (

    select
        sided_links.party_key,
        sided_links.link_rule,
        sided_links.link_score,
        sided_links.linked_since_date,
        row_number() over (
            partition by sided_links.party_key
            order by
                case when sided_links.other_party_key = golden.customer_key then 0 else 1 end,
                sided_links.link_score desc,
                sided_links.link_rule,
                sided_links.other_party_key
        ) as link_rank
    from sided_links
    inner join golden
        on sided_links.party_key = golden.party_key

),

final as (

    select
        golden.party_key,
        golden.customer_key,

        golden.source_system,
        golden.party_id,
        case
            when golden.party_key = golden.customer_key then 'golden'
            else ranked_links.link_rule
        end as match_rule,
        case
            when golden.party_key = golden.customer_key then cast(1 as decimal(9, 4))
            else ranked_links.link_score
        end as match_score,
        case
            when golden.party_key = golden.customer_key then golden.first_seen_date
            else ranked_links.linked_since_date
        end as matched_since,
        golden.is_merged,
        cast(golden.party_rank as integer) as party_rank
    from golden
    left join ranked_links
        on golden.party_key = ranked_links.party_key
        and ranked_links.link_rank = 1

)

select * from final
