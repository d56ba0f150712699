{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{#
    Records that links connect are one customer, whose key is the key of its best record: of the
    system that var identity_preference names first, not merged away, smallest id. Records that are apart
    are not, whatever chain of links leads from one to the other (parted_components, party_apart).
    Nothing is overwritten: take a link out of int_party_link, and its records are customers of their
    own again.

    Looked at again are the records that are other ones, have other links (by _party_mark, in which a
    link counts with its first record) or another decision, all records of the customers that these
    were, and everything that links lead to from there.
#}
with links as (

    select * from {{ ref('int_party_link') }}

),

decided_apart as (

    select party_key, other_party_key from {{ ref('int_party_decision') }}
    where decision = 'different'

    union

    select other_party_key as party_key, party_key as other_party_key
    from {{ ref('int_party_decision') }}
    where decision = 'different'

),

marks as (

    select party_key, _version_mark from {{ ref('int_party') }}
    union all
    select party_key, _version_mark from links
    union all
    select
        party_key,
        {{ row_hash([row_hash(['party_key', 'other_party_key', "'apart'"])]) }} as _version_mark
    from decided_apart

),
{% if is_incremental() %}
buckets as (

    {{ changed_buckets('marks', 'party_key', '_party_mark') | indent(4) }}

),

touched as (

    select coalesce(marked.party_key, built.party_key) as party_key
    from (
        select
            marks.party_key,
            {{ united_hash('marks._version_mark') }} as _party_mark
        from marks
        inner join buckets
            on {{ bucket_of('marks.party_key') }} = buckets.bucket
        group by marks.party_key
    ) as marked
    full outer join (
        select
            identities.party_key,
            identities._party_mark
        from {{ this }} as identities
        inner join buckets
            on {{ bucket_of('identities.party_key') }} = buckets.bucket
    ) as built
        on marked.party_key = built.party_key
    where marked._party_mark is distinct from built._party_mark

),

starting as (

    select party_key as node from touched
    union
    select party_key as node from {{ this }}
    where customer_key in (
        select identities.customer_key
        from {{ this }} as identities
        inner join touched
            on identities.party_key = touched.party_key
    )

),

linked_both_ways as (

    select party_key as from_node, other_party_key as to_node from links
    union all
    select other_party_key as from_node, party_key as to_node from links

),

changed as (

    select node as party_key
    from ({{ reachable('starting', 'linked_both_ways') | indent(4) }}) as reached

),
{% endif %}
party_marks as (

    select
        marks.party_key,
        {{ united_hash('marks._version_mark') }} as _party_mark
    from marks
    {%- if is_incremental() %}
    inner join changed
        on marks.party_key = changed.party_key
    {%- endif %}
    group by marks.party_key

),

parties as (

    select
        parties.party_key,
        parties.source_system,
        parties.party_id,
        parties.system_rank,
        parties.is_merged,
        parties.first_seen_date,
        parties.birth_date,
        parties.normalised_tax_no,
        party_marks._party_mark
    from {{ ref('int_party') }} as parties
    inner join party_marks
        on parties.party_key = party_marks.party_key

),

links_between as (

    select links.*
    from links
    {%- if is_incremental() %}
    inner join changed
        on links.party_key = changed.party_key
    {%- endif %}

),

looked_at as (

    select party_key, other_party_key, link_rule, link_score, linked_since_date
    from links_between
    union all
    select
        other_party_key as party_key, party_key as other_party_key,
        link_rule, link_score, linked_since_date
    from links_between

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

connected as (

    select
        parties.*,
        coalesce(components.component, parties.party_key) as component
    from parties
    left join components
        on parties.party_key = components.node

),

{{ party_apart('connected', 'looked_at', 'decided_apart') }}

parts as (

    {{ parted_components('disputed_nodes', 'disputed_edges', 'disputed_apart') | indent(4) }}

),

grouped as (

    select
        connected.*,
        coalesce(parts.part, connected.component) as component_key
    from connected
    left join parts
        on connected.party_key = parts.node

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
    inner join golden as others
        on looked_at.other_party_key = others.party_key
        and golden.customer_key = others.customer_key
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
