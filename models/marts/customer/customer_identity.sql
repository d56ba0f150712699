{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Records that links connect are one customer, whose key is the key of its best record: of the
    system that var identity_preference names first, not merged away, smallest id. Nothing is
    overwritten: take a link out of int_party_link, and its records are customers of their own again.

    Looked at again are the records that are other ones or have other links, by _party_mark, with all
    records of the customers they were. A link between one of these and any other record would be a
    new one, and then that one has other links too.
#}
with links as (

    select * from {{ ref('int_party_link') }}

),

sided_links as (

    select
        party_key,
        other_party_key,
        link_rule,
        link_score,
        linked_since_date,
        1 as side
    from links
    union all
    select
        other_party_key as party_key,
        party_key as other_party_key,
        link_rule,
        link_score,
        linked_since_date,
        2 as side
    from links

),

link_marks as (

    select
        party_key,
        {{ content_hash(['other_party_key', 'link_rule', 'link_score', 'linked_since_date', 'side']) }}
            as link_mark
    from sided_links
    group by party_key

),

marks as (

    select
        parties.party_key,
        {{ row_hash(['parties._version_mark', 'coalesce(link_marks.link_mark, 0)']) }} as _party_mark
    from {{ ref('int_party') }} as parties
    left join link_marks
        on parties.party_key = link_marks.party_key

),
{% if is_incremental() %}
touched as (

    select
        coalesce(marks.party_key, built.party_key) as party_key,
        built.customer_key
    from marks
    full outer join {{ this }} as built
        on marks.party_key = built.party_key
    where marks._party_mark is distinct from built._party_mark

),

changed as (

    select party_key from touched
    union
    select party_key from {{ this }}
    where customer_key in (select customer_key from touched)

),
{% endif %}
parties as (

    select
        parties.party_key,
        parties.source_system,
        parties.party_id,
        parties.system_rank,
        parties.is_merged,
        parties.first_seen_date,
        marks._party_mark
    from {{ ref('int_party') }} as parties
    inner join marks
        on parties.party_key = marks.party_key
    {%- if is_incremental() %}
    inner join changed
        on parties.party_key = changed.party_key
    {%- endif %}

),

looked_at as (

    select sided_links.*
    from sided_links
    {%- if is_incremental() %}
    inner join changed
        on sided_links.party_key = changed.party_key
    {%- endif %}

),

edges as (

    select
        party_key as from_node,
        other_party_key as to_node
    from looked_at

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
ranked_links as (

    select
        looked_at.party_key,
        looked_at.link_rule,
        looked_at.link_score,
        looked_at.linked_since_date,
        row_number() over (
            partition by looked_at.party_key
            order by
                case when looked_at.other_party_key = golden.customer_key then 0 else 1 end,
                looked_at.link_score desc,
                looked_at.link_rule,
                looked_at.other_party_key
        ) as link_rank
    from looked_at
    inner join golden
        on looked_at.party_key = golden.party_key
    where golden.party_key <> golden.customer_key

),

reasoned as (

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
        cast(golden.party_rank as integer) as party_rank,
        golden._party_mark
    from golden
    left join ranked_links
        on golden.party_key = ranked_links.party_key
        and ranked_links.link_rank = 1

),

final as (

    select
        *,
        {{ row_hash([
            'party_key', 'customer_key', 'match_rule', 'match_score', 'matched_since', 'is_merged',
            'party_rank',
        ]) }} as _version_mark
    from reasoned

)

{{ made_again('final', 'changed', ['party_key']) }}
