{{ config(materialized='table', schema='intermediate') }}

{#
    Every reason to take two records for one customer, with its rule, score and since-date: what a
    system refers to, what is alike enough, and what a person has decided. A pair decided to be
    different has no link.
#}
with parties as (

    select * from {{ ref('int_party') }}

),

party_references as (

    {{ conform('party_reference', {
        'party_id': 'text',
        'other_system': 'text',
        'other_party_id': 'text',
        'link_rule': 'text',
        'linked_since_date': 'date',
    }) }}

),

candidates as (

    select * from {{ ref('int_party_candidate') }}
    where match_score >= {{ var('match_min_score') }}

),

decisions as (

    select
        ones.party_key,
        others.party_key as other_party_key,
        overrides.decision,
        overrides.decided_date
    from {{ ref('customer_match_override') }} as overrides
    inner join parties as ones
        on overrides.source_system = ones.source_system
        and overrides.party_id = ones.party_id
    inner join parties as others
        on overrides.other_source_system = others.source_system
        and overrides.other_party_id = others.party_id
    where overrides.decided_date <= {{ as_of_date() }}

),

links as (

    select
        parties.party_key,
        others.party_key as other_party_key,
        party_references.link_rule,
        cast(1 as decimal(9, 4)) as link_score,
        party_references.linked_since_date
    from party_references
    inner join parties
        on party_references.source_system = parties.source_system
        and party_references.party_id = parties.party_id
    inner join parties as others
        on party_references.other_system = others.source_system
        and party_references.other_party_id = others.party_id
    where parties.party_key <> others.party_key

    union all

    select
        party_key,
        other_party_key,
        'similarity' as link_rule,
        match_score as link_score,
        matched_since_date as linked_since_date
    from candidates

    union all

    select
        party_key,
        other_party_key,
        'decision' as link_rule,
        cast(1 as decimal(9, 4)) as link_score,
        decided_date as linked_since_date
    from decisions
    where decision = 'same'

),

final as (

    select links.*
    from links
    left join decisions
        on decisions.decision = 'different'
        and least(links.party_key, links.other_party_key)
            = least(decisions.party_key, decisions.other_party_key)
        and greatest(links.party_key, links.other_party_key)
            = greatest(decisions.party_key, decisions.other_party_key)
    where decisions.party_key is null

)

select * from final
