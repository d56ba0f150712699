{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
    schema='intermediate',
) }}

{#
    Every reason to take two records for one customer, with its rule, score and since-date: what a
    system refers to, what is alike enough, and what a person has decided. A pair decided to be
    different has no link.
#}
with parties as (

    select party_key from {{ ref('int_party') }}

),

party_references as (

    {{ conform('party_reference', {
        'party_key': 'bigint',
        'other_party_key': 'bigint',
        'link_rule': 'text',
        'linked_since_date': 'date',
    }) }}

),

candidates as (

    select * from {{ ref('int_party_candidate') }}
    where match_score >= {{ var('match_min_score') }}

),

overrides as (

    select
        {{ surrogate_key(['source_system', 'party_id']) }} as party_key,
        {{ surrogate_key(['other_source_system', 'other_party_id']) }} as other_party_key,
        decision,
        decided_date
    from {{ ref('customer_match_override') }}
    where decided_date <= {{ as_of_date() }}

),

decisions as (

    select overrides.*
    from overrides
    inner join parties
        on overrides.party_key = parties.party_key
    inner join parties as others
        on overrides.other_party_key = others.party_key

),

links as (

    select
        party_references.party_key,
        party_references.other_party_key,
        party_references.link_rule,
        cast(1 as decimal(9, 4)) as link_score,
        party_references.linked_since_date
    from party_references
    inner join parties
        on party_references.party_key = parties.party_key
    inner join parties as others
        on party_references.other_party_key = others.party_key
    where party_references.party_key <> party_references.other_party_key

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

allowed as (

    select links.*
    from links
    left join decisions
        on decisions.decision = 'different'
        and least(links.party_key, links.other_party_key)
            = least(decisions.party_key, decisions.other_party_key)
        and greatest(links.party_key, links.other_party_key)
            = greatest(decisions.party_key, decisions.other_party_key)
    where decisions.party_key is null

),

marks as (

    select
        party_key,
        {{ row_hash([
            content_hash(['other_party_key', 'link_rule', 'link_score', 'linked_since_date']), 'count(*)',
        ]) }} as _version_mark
    from allowed
    group by party_key

),

changed as (

    {{ changed_groups('marks', ['party_key']) }}

),

final as (

    select
        allowed.party_key,
        allowed.other_party_key,

        allowed.link_rule,
        allowed.link_score,
        allowed.linked_since_date,
        changed._version_mark
    from allowed
    inner join changed
        on allowed.party_key = changed.party_key

)

{{ made_again('final', 'changed', ['party_key']) }}
